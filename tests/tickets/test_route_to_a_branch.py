"""Which branch takes a matter: whoever may names it, else the first rule that applies (B2.1)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Customer, Product, Purchase, Role, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import NotAllowed
from tests.conftest import make_staff
from tickets.choices import Channel, Impact, Kind
from tickets.models import BranchRule, DispatchChange, LogEntry, Ticket
from tickets.selectors.rules import dry_run_of_branches, newest_changes, rules_for
from tickets.services.entitling import Proof
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.rules import RuleHasChanged, last_change, move_rule_up, remove_rule, save_rule

PORTAL = Actor.system("portal")
pytestmark = pytest.mark.usefixtures("agent", "other_agent")


@pytest.fixture
def madrid(other_branch: Branch) -> BranchRule:
    """What comes from Madrid goes to the south."""
    return BranchRule.objects.create(position=1, region="Madrid", branch=other_branch)


def ask(now: datetime, *, actor: Actor = PORTAL, **fields: Any) -> Ticket:
    wanted: dict[str, Any] = {
        "channel": Channel.WEB,
        "customer": CustomerFacts(name="Wang Min", email="min@riverside.example"),
        "problem": "It stops.",
        "kind": Kind.REPAIR,
        "impact": Impact.STOPPED,
    }
    return register_ticket(actor=actor, request=ServiceRequest(**(wanted | fields)), now=now)


def routed(ticket: Ticket) -> dict[str, Any]:
    """What the log says about the choice."""
    payload = LogEntry.objects.get(ticket=ticket, number=1).payload
    names = ("routed_by", "branch_rule", "by_region", "by_product", "by_address", "came_to")
    return {name: payload[name] for name in names if payload.get(name)}


def test_without_a_rule_the_default_branch_takes_it(branch: Branch, now: datetime) -> None:
    ticket = ask(now)
    assert ticket.branch == branch
    assert routed(ticket) == {"routed_by": "default"}


def test_where_the_thing_stands_decides_and_the_log_says_so(
    madrid: BranchRule, other_branch: Branch, other_agent: User, now: datetime
) -> None:
    ticket = ask(now, location="Calle Mayor 1, MADRID")
    assert (ticket.branch, ticket.owner) == (other_branch, other_agent)
    assert routed(ticket) == {"routed_by": "rule", "branch_rule": madrid.pk, "by_region": "Madrid"}


def test_the_customers_region_goes_before_what_is_typed(
    madrid: BranchRule, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    Customer.objects.create(
        name="Wang Min", email="min@riverside.example", region="Madrid, centro", created_at=now
    )
    assert ask(now, location="Shanghai").branch == other_branch
    Customer.objects.update(region="Shanghai")
    assert ask(now, location="Madrid").branch == branch
    assert madrid.pk


def test_a_proven_purchase_says_where_it_stands_a_typed_number_does_not(
    madrid: BranchRule, branch: Branch, other_branch: Branch, customer: Customer, now: datetime
) -> None:
    pump = Product.objects.create(code="KX-48", name="Pump")
    bought = Purchase.objects.create(customer=customer, product=pump, serial="S-1", place="Madrid")
    assert ask(now, purchase_id=bought.pk, proof=Proof.LABEL).branch == other_branch
    assert ask(now, serial="S-1").branch == branch
    assert madrid.pk


@pytest.mark.parametrize(
    ("rule", "fields", "is_south"),
    [
        ({"product": "KX"}, {"product": "kx-48"}, True),
        ({"product": "KX"}, {"product": "The KX"}, False),
        ({"address": "service@south.example"}, {"came_to": "Service@South.example"}, True),
        ({"address": "service@south.example"}, {"came_to": "more-service@south.example"}, False),
        ({"address": "service@south.example"}, {}, False),
        ({"product": "KX", "region": "Madrid"}, {"product": "KX-1"}, False),
        ({}, {}, True),
        ({"is_active": False}, {}, False),
    ],
)
def test_every_column_narrows_and_an_empty_one_does_not(
    other_branch: Branch, rule: Any, fields: Any, *, is_south: bool, now: datetime
) -> None:
    BranchRule.objects.create(position=1, branch=other_branch, **rule)
    assert (ask(now, **fields).branch == other_branch) is is_south


def test_the_first_rule_that_applies_decides(
    madrid: BranchRule, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    BranchRule.objects.create(position=2, branch=branch)
    assert ask(now, location="Madrid").branch == other_branch
    madrid.position = 3
    madrid.save()
    assert ask(now, location="Madrid").branch == branch


def test_who_works_in_one_branch_registers_for_it(
    madrid: BranchRule, branch: Branch, other_branch: Branch, agent: User, now: datetime
) -> None:
    by = Actor.user(agent)
    named = ask(now, actor=by, location="Madrid", branch_id=other_branch.pk)
    assert named.branch == branch
    assert routed(named) == {"routed_by": "own"}
    agent.also_serves = [other_branch.pk]
    assert ask(now, actor=Actor.user(agent), branch_id=other_branch.pk).branch == other_branch
    assert madrid.pk


def test_the_heads_of_the_house_name_a_branch_or_leave_it_to_the_rules(
    madrid: BranchRule, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    by = Actor.user(make_staff("head", Role.MANAGEMENT, branch))
    assert ask(now, actor=by, location="Madrid").branch == other_branch
    assert ask(now, actor=by, location="Madrid", branch_id=branch.pk).branch == branch
    assert madrid.pk


def test_a_request_costs_the_same_however_many_rules_there_are(other_branch: Branch, now: datetime) -> None:
    def cost() -> int:
        ask(now)  # reads what has been set up since
        with CaptureQueriesContext(connection) as queries:
            ask(now)
        return len(queries)

    before = cost()
    for position in range(1, 30):
        BranchRule.objects.create(position=position, region=f"Region {position}", branch=other_branch)
    assert cost() == before


def test_management_keeps_the_rules_and_every_change_is_kept(
    manager: User, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    by = Actor.user(manager)
    first = save_rule(actor=by, rule=BranchRule(region="Madrid", branch=other_branch), seen=0, now=now)
    second = save_rule(
        actor=by, rule=BranchRule(product="KX", branch=branch), seen=last_change(BranchRule), now=now
    )
    move_rule_up(actor=by, sort=BranchRule, rule_id=second.pk, seen=last_change(BranchRule), now=now)
    assert rules_for(by, BranchRule) == [second, first]
    remove_rule(actor=by, sort=BranchRule, rule_id=first.pk, seen=last_change(BranchRule), now=now)
    assert not BranchRule.objects.filter(pk=first.pk).exists()
    assert set(DispatchChange.objects.values_list("about", flat=True)) == {"branch"}
    assert "region: Madrid → –" in newest_changes(by, BranchRule)[0].texts


def test_a_stale_change_is_refused(manager: User, branch: Branch, now: datetime) -> None:
    by = Actor.user(manager)
    kept = save_rule(actor=by, rule=BranchRule(branch=branch), seen=0, now=now)
    kept.region = "Madrid"
    with pytest.raises(RuleHasChanged):
        save_rule(actor=by, rule=kept, seen=0, now=now)
    assert BranchRule.objects.get().region == ""


def test_leads_read_them_and_change_nothing(
    lead: User, agent: User, madrid: BranchRule, now: datetime
) -> None:
    assert rules_for(Actor.user(lead), BranchRule) == [madrid]
    assert rules_for(Actor.user(agent), BranchRule) == []
    with pytest.raises(NotAllowed):
        remove_rule(actor=Actor.user(lead), sort=BranchRule, rule_id=madrid.pk, seen=0, now=now)
    assert BranchRule.objects.exists()


def test_a_rule_is_tried_on_the_last_month(
    manager: User, branch: Branch, other_branch: Branch, agent: User, now: datetime
) -> None:
    ask(now, location="Madrid")
    ask(now, location="Lyon")
    ask(now, actor=Actor.user(agent), location="Madrid")
    tried = dry_run_of_branches(
        actor=Actor.user(manager), rules=[BranchRule(region="Madrid", branch=other_branch)], now=now
    )
    assert (tried.tried, tried.other) == (3, 1)
    assert {share.name: (share.got, share.would_get) for share in tried.shares} == {
        branch.name: (3, 2),
        other_branch.name: (0, 1),
    }
    assert not BranchRule.objects.exists()
