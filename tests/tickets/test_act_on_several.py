"""One step on several tickets: each by its own service, and taken back where nothing came after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from tests.endings import resolve_ticket
from tickets.choices import BulkStep, Priority
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import BulkAct, BulkItem, LogEntry, Ticket
from tickets.selectors.timeline import timeline
from tickets.services.assignment import assign_ticket
from tickets.services.bulk import MOST, NoSuchAct, Outcome, Picked, act_on_several, undo_act
from tickets.services.chains import verify_ticket
from tickets.services.raising import raise_handling
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.wording import sentence

Act = Callable[..., Outcome]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    facts = [replace(request_facts, problem=f"Fault {n}") for n in range(3)]
    return [register_ticket(actor=Actor.system("portal"), request=one, now=now) for one in facts]


def as_shown(tickets: list[Ticket]) -> list[Picked]:
    return [Picked(ticket.number, ticket.last_number) for ticket in tickets]


@pytest.fixture
def act(three: list[Ticket], agent: User, now: datetime) -> Act:
    """`act("owner", colleague.pk)`: the agent does it to all three as they were shown."""
    shown = as_shown(three)

    def acted(step: str, value: object = "", *, by: User = agent) -> Outcome:
        actor = Actor.user(by)
        return act_on_several(actor=actor, picked=shown, step=BulkStep(step), value=str(value), now=now)

    return acted


def owners(tickets: list[Ticket]) -> list[int]:
    return [Ticket.objects.get(pk=ticket.pk).owner_id for ticket in tickets]


def last(ticket: Ticket) -> LogEntry:
    return timeline(ticket, audience="staff")[-1]


def codes(outcome: Outcome) -> dict[str, str]:
    return {number: error.code for number, error in outcome.refused}


def undo(outcome: Outcome, by: User, now: datetime) -> Outcome:
    assert outcome.act is not None
    return undo_act(actor=Actor.user(by), act_id=outcome.act.pk, now=now)


def test_all_are_given_to_one_person_and_given_back(
    three: list[Ticket], act: Act, agent: User, colleague: User, now: datetime
) -> None:
    given = act("owner", colleague.pk)
    assert given.changed == [ticket.number for ticket in three]
    assert owners(three) == [colleague.pk] * 3
    back = undo(given, agent, now)
    assert back.changed == given.changed
    assert owners(three) == [agent.pk] * 3
    entries = LogEntry.objects.filter(ticket=three[0], entry=Entry.OWNER_NAMED).order_by("number")
    assert [entry.payload["rule"] for entry in entries][1:] == ["by_hand", "taken_back"]
    assert sentence(last(three[0])) == "Chen Jie is owner again: taken back by Chen Jie"
    assert not [found for ticket in Ticket.objects.all() for found in verify_ticket(ticket)]


def test_it_is_taken_back_once(
    three: list[Ticket], act: Act, agent: User, colleague: User, now: datetime
) -> None:
    given = act("owner", colleague.pk)
    undo(given, agent, now)
    entries = LogEntry.objects.count()
    again = undo(given, agent, now)
    assert (again.changed, again.refused) == ([], [])
    assert LogEntry.objects.count() == entries


def test_what_somebody_changed_after_the_list_was_shown_stays_and_is_named(
    three: list[Ticket], act: Act, agent: User, colleague: User, lead: User, now: datetime
) -> None:
    assign_ticket(actor=Actor.user(lead), ticket_id=three[1].pk, owner_id=lead.pk, now=now)
    given = act("owner", colleague.pk)
    assert codes(given) == {three[1].number: "changed_since_shown"}
    assert owners(three) == [colleague.pk, lead.pk, colleague.pk]


def test_what_was_changed_since_is_not_taken_back_and_is_named(
    three: list[Ticket], act: Act, agent: User, colleague: User, lead: User, now: datetime
) -> None:
    """Also by himself: a later decision is not overrun by an earlier regret."""
    given = act("owner", colleague.pk)
    assign_ticket(actor=Actor.user(agent), ticket_id=three[1].pk, owner_id=lead.pk, now=now)
    back = undo(given, agent, now)
    assert codes(back) == {three[1].number: "changed_since_done"}
    assert owners(three) == [agent.pk, lead.pk, agent.pk]


def test_what_was_so_already_is_neither_history_nor_taken_back(
    three: list[Ticket], act: Act, agent: User, colleague: User, now: datetime
) -> None:
    assign_ticket(actor=Actor.user(agent), ticket_id=three[0].pk, owner_id=colleague.pk, now=now)
    entries = Ticket.objects.get(pk=three[0].pk).last_number
    given = act("owner", colleague.pk)
    assert given.unchanged == [three[0].number]
    assert Ticket.objects.get(pk=three[0].pk).last_number == entries
    undo(given, agent, now)
    assert owners(three) == [colleague.pk, agent.pk, agent.pk]
    act("watch")
    assert act("watch").act is None
    assert BulkAct.objects.count() == 2


def test_a_priority_comes_back_as_it_was_unconfirmed_and_raised(
    three: list[Ticket], act: Act, agent: User, now: datetime
) -> None:
    Ticket.objects.filter(pk=three[1].pk).update(priority=Priority.NORMAL)
    with transaction.atomic():
        system = Actor.system("sla")
        ticket = lock_ticket(three[1].pk)
        raise_handling(ticket, to=Priority.IMPORTANT, actor=system, happened_at=now, recorded_at=now)
    before = [_tier(ticket) for ticket in three]
    done = act("priority", "important")
    assert {_tier(ticket) for ticket in three} == {("important", True, "")}
    back = undo(done, agent, now)
    assert len(back.changed) == 3
    assert [_tier(ticket) for ticket in three] == before
    assert before[1] == ("normal", False, "important")
    assert sentence(last(three[0])) == "Priority as it was, taken back by Chen Jie: Urgent"


def _tier(ticket: Ticket) -> tuple[str, bool, str]:
    ticket.refresh_from_db()
    return ticket.priority, ticket.is_priority_confirmed, ticket.raised_priority


def test_watching_is_for_oneself_and_taken_back_only_where_it_began(
    three: list[Ticket], act: Act, agent: User, now: datetime
) -> None:
    three[0].watchers.create(user=agent)
    watched = act("watch")
    assert (len(watched.changed), len(watched.unchanged)) == (2, 1)
    undo(watched, agent, now)
    assert [ticket.watchers.filter(user=agent).exists() for ticket in three] == [True, False, False]
    ended = act("unwatch")
    assert ended.changed == [three[0].number]
    undo(ended, agent, now)
    assert three[0].watchers.filter(user=agent).exists()


def test_a_note_stands_on_each_and_stays(three: list[Ticket], act: Act) -> None:
    noted = act("note", "Parts come on Tuesday, tell the customer then.")
    assert noted.act is None
    assert [last(ticket).words for ticket in three] == ["Parts come on Tuesday, tell the customer then."] * 3
    assert not BulkAct.objects.exists()


def test_what_the_rules_forbid_on_one_is_done_on_the_others(
    three: list[Ticket], act: Act, agent: User, other_agent: User, now: datetime
) -> None:
    resolve_ticket(actor=Actor.user(agent), ticket_id=three[2].pk, text="Fixed.", now=now)
    done = act("priority", "normal")
    assert codes(done) == {three[2].number: "illegal_step"}
    assert len(done.changed) == 2
    assert set(codes(act("owner", other_agent.pk)).values()) == {"owner_cannot_work"}
    assert owners(three) == [agent.pk] * 3
    assert BulkAct.objects.count() == 1


def test_a_stranger_changes_nothing_and_learns_nothing(
    three: list[Ticket], act: Act, other_agent: User, now: datetime
) -> None:
    given = act("owner", other_agent.pk, by=other_agent)
    assert set(codes(given).values()) == {"no_such_ticket"}
    assert not BulkItem.objects.exists()
    customer = Actor.customer(three[0].customer_id, "Wang Min")
    with pytest.raises(NotAllowed):
        act_on_several(actor=customer, picked=as_shown(three), step=BulkStep.WATCH, now=now)


def test_only_who_did_it_takes_it_back_and_only_for_some_minutes(
    three: list[Ticket], act: Act, agent: User, colleague: User, now: datetime
) -> None:
    given = act("owner", colleague.pk)
    with pytest.raises(NoSuchAct):
        undo(given, colleague, now)
    with pytest.raises(NoSuchAct):
        undo(given, agent, now + timedelta(minutes=10))
    assert owners(three) == [colleague.pk] * 3
    later = now + timedelta(minutes=30)
    act_on_several(actor=Actor.user(agent), picked=as_shown(three), step=BulkStep.WATCH, now=later)
    assert [one.step for one in BulkAct.objects.all()] == ["watch"]


@pytest.mark.parametrize(("count", "code"), [(0, "nothing_chosen"), (MOST + 1, "too_many_chosen")])
def test_none_and_too_many_are_refused_whole(agent: User, count: int, code: str, now: datetime) -> None:
    picked = [Picked(f"SR-26-{n:07}", 1) for n in range(count)]
    with pytest.raises(DomainError) as refused:
        act_on_several(actor=Actor.user(agent), picked=picked, step=BulkStep.WATCH, now=now)
    assert refused.value.code == code
