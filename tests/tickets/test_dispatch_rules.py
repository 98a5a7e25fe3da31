"""Rules of dispatch: turns, one fixed person, the order they are looked at, and a run that writes nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.editions import one_edition
from accounts.models import Branch, Role, User
from core.actors import Actor
from core.errors import BadInput, NotAllowed
from tests.conftest import make_staff
from tickets.choices import Channel, How, Kind
from tickets.dispatch import Wanted, choose_owner
from tickets.entries import Entry
from tickets.models import DispatchChange, DispatchRule, DispatchTurn, LogEntry, Ticket
from tickets.reasons import why
from tickets.selectors.rules import dry_run, rules_for
from tickets.selectors.timeline import timeline
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.rules import (
    PersonCannotBeNamed,
    RuleHasChanged,
    last_change,
    move_rule_up,
    remove_rule,
    save_rule,
)
from tickets.wording import sentence

Register = Callable[..., Ticket]


@pytest.fixture
def three(branch: Branch) -> list[User]:
    return [make_staff(f"agent.{n}", Role.AGENT, branch, name=f"Agent {n}") for n in range(3)]


@pytest.fixture
def register(request_facts: ServiceRequest, now: datetime) -> Register:
    def one(**changes: Any) -> Ticket:
        wanted = replace(request_facts, **changes)
        return register_ticket(actor=Actor.system("portal"), request=wanted, now=now)

    return one


def rule(**fields: Any) -> DispatchRule:
    values: dict[str, Any] = {"position": DispatchRule.objects.count() + 1, "how": How.ROUND_ROBIN} | fields
    return DispatchRule.objects.create(**values)


def test_a_rule_removed_in_the_same_moment_leaves_it_to_the_load(three: list[User], now: datetime) -> None:
    rule()
    branch, wanted = three[0].branch, Wanted(Kind.REPAIR, "", "en")
    assert branch is not None
    with one_edition():
        assert choose_owner(branch, wanted, now=now).rule == "round_robin"
        DispatchRule.objects.all().delete()  # after the rules were read
        assert choose_owner(branch, wanted, now=now).rule == "least_loaded"


def test_one_after_the_other_whatever_they_carry(three: list[User], register: Register) -> None:
    rule()
    owners = [register().owner for _time in range(7)]
    assert owners[:3] == owners[3:6] == three
    assert owners[6] == three[0]


def test_who_is_not_there_misses_his_turn_and_goes_on_with_the_next(
    three: list[User], register: Register
) -> None:
    rule()
    register()
    User.objects.filter(pk=three[1].pk).update(is_on_duty=False)
    assert [register().owner for _time in range(2)] == [three[2], three[0]]
    User.objects.filter(pk=three[1].pk).update(is_on_duty=True)
    assert register().owner == three[1]


def test_always_the_same_person_while_he_can(three: list[User], register: Register) -> None:
    rule(how=How.FIXED, person=three[2])
    assert {register().owner for _time in range(3)} == {three[2]}
    User.objects.filter(pk=three[2].pk).update(is_on_duty=False)
    ticket = register()
    assert ticket.owner in three[:2]
    named = LogEntry.objects.get(ticket=ticket, entry=Entry.OWNER_NAMED)
    assert named.payload["rule"] == "least_loaded"


def test_why_this_person_tells_of_the_rule(three: list[User], register: Register) -> None:
    rule(how=How.FIXED, person=three[2])
    entry = next(e for e in timeline(register(), audience="staff") if e.entry == Entry.OWNER_NAMED)
    assert sentence(entry) == "Agent 2 named as owner: always for such matters"
    explained = why(entry)
    assert explained is not None
    assert [one.verdict for one in explained.standings[1:]] == ["the rule names somebody else"] * 2


@pytest.mark.parametrize(
    "narrow",
    [{"kind": Kind.CONSULTATION}, {"product": "Pump"}, {"channel": Channel.PHONE}, {"priority": "normal"}],
)
def test_a_rule_holds_for_its_sort_of_matter_only(
    three: list[User], register: Register, narrow: dict[str, str]
) -> None:
    rule(how=How.FIXED, person=three[2], **narrow)
    assert register().owner == three[0]


def test_the_first_that_applies_decides_and_others_branches_rules_do_not(
    three: list[User], register: Register, other_branch: Branch
) -> None:
    rule(how=How.FIXED, person=three[0], branch=other_branch)
    rule(how=How.FIXED, person=three[0], is_active=False)
    rule(how=How.FIXED, person=three[2], product="kx-48")
    rule(how=How.FIXED, person=three[1])
    assert register().owner == three[2]
    assert register(product="Pump").owner == three[1]


def new(**fields: Any) -> DispatchRule:
    return DispatchRule(**({"how": How.ROUND_ROBIN} | fields))


def test_a_lead_writes_rules_of_his_branch_and_every_change_is_kept(
    lead: User, branch: Branch, now: datetime
) -> None:
    by = Actor.user(lead)
    kept = save_rule(actor=by, rule=new(branch=branch), seen=0, now=now)
    kept.product = "KX"
    save_rule(actor=by, rule=kept, seen=last_change(DispatchRule), now=now)
    remove_rule(actor=by, sort=DispatchRule, rule_id=kept.pk, seen=last_change(DispatchRule), now=now)
    assert not DispatchRule.objects.exists()
    changes = [change.changes for change in DispatchChange.objects.order_by("pk")]
    assert changes[1] == {"product": ["", "KX"]}
    assert changes[0]["branch"] == ["", branch.name]
    assert changes[2]["product"] == ["KX", ""]


@pytest.mark.parametrize("persona", ["agent", "lead", "other_agent"])
def test_rules_for_every_branch_are_managements(
    persona: str, now: datetime, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        save_rule(actor=Actor.user(request.getfixturevalue(persona)), rule=new(), seen=0, now=now)
    assert not DispatchRule.objects.exists()


def test_a_lead_takes_no_rule_of_another_branch_into_his_own(
    lead: User, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    theirs = rule(branch=other_branch)
    theirs.branch = branch
    with pytest.raises(NotAllowed):
        save_rule(actor=Actor.user(lead), rule=theirs, seen=0, now=now)
    assert DispatchRule.objects.get().branch == other_branch


def test_nobody_writes_over_what_he_has_not_seen(manager: User, now: datetime) -> None:
    by = Actor.user(manager)
    kept = save_rule(actor=by, rule=new(), seen=0, now=now)
    for act in (
        lambda: save_rule(actor=by, rule=kept, seen=0, now=now),
        lambda: remove_rule(actor=by, sort=DispatchRule, rule_id=kept.pk, seen=0, now=now),
        lambda: move_rule_up(actor=by, sort=DispatchRule, rule_id=kept.pk, seen=0, now=now),
    ):
        with pytest.raises(RuleHasChanged):
            act()
    assert DispatchRule.objects.count() == 1


def test_only_an_agent_of_the_branch_can_be_named(
    manager: User, branch: Branch, other_agent: User, lead: User, now: datetime
) -> None:
    for person in (other_agent, lead, None):
        wrong = new(branch=branch, how=How.FIXED, person=person)
        with pytest.raises(PersonCannotBeNamed):
            save_rule(actor=Actor.user(manager), rule=wrong, seen=0, now=now)
    with pytest.raises(BadInput):
        save_rule(actor=Actor.user(manager), rule=new(how="by_lot"), seen=0, now=now)
    assert not DispatchRule.objects.exists()


def test_moving_up_changes_which_is_looked_at_first(manager: User, now: datetime) -> None:
    by = Actor.user(manager)
    first, second = (
        save_rule(actor=by, rule=new(), seen=last_change(DispatchRule), now=now) for _time in range(2)
    )
    move_rule_up(actor=by, sort=DispatchRule, rule_id=second.pk, seen=last_change(DispatchRule), now=now)
    assert rules_for(by, DispatchRule) == [second, first]
    move_rule_up(actor=by, sort=DispatchRule, rule_id=second.pk, seen=last_change(DispatchRule), now=now)
    assert rules_for(by, DispatchRule) == [second, first]


def test_a_dry_run_says_who_would_have_got_what_and_writes_nothing(
    three: list[User], register: Register, branch: Branch, lead: User, now: datetime
) -> None:
    for _time in range(4):
        register()
    before = LogEntry.objects.count(), DispatchTurn.objects.count()
    drafted = new(how=How.FIXED, person=three[2], branch=branch)
    tried = dry_run(actor=Actor.user(lead), branch=branch, rules=[drafted], now=now)
    assert (tried.tried, tried.is_cut, tried.other) == (4, False, 3)
    assert {share.name: (share.got, share.would_get) for share in tried.shares} == {
        "Agent 0": (2, 0),
        "Agent 1": (1, 0),
        "Agent 2": (1, 4),
    }
    assert (LogEntry.objects.count(), DispatchTurn.objects.count()) == before


def test_a_dry_run_of_turns_is_fair_and_costs_the_same_for_more(
    three: list[User], register: Register, branch: Branch, lead: User, now: datetime
) -> None:
    taking_turns = rule(branch=branch)
    taking_turns.is_active = True

    def run() -> tuple[int, Counter[int]]:
        with CaptureQueriesContext(connection) as queries:
            tried = dry_run(actor=Actor.user(lead), branch=branch, rules=[taking_turns], now=now)
        return len(queries), Counter(share.would_get for share in tried.shares)

    for _time in range(3):
        register()
    few, _shares = run()
    for _time in range(6):
        register()
    many, shares = run()
    assert few == many
    assert shares == {3: 3}
    assert len(three) == 3
