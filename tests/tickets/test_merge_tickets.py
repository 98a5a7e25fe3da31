"""Two requests about one matter become one, and within a day two again (semantics, section 3, Merge)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from core.moments import to_text
from tests.tickets.conftest import CALL, count, last
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.selectors.merged import survivor_of
from tickets.services.appointments import make_appointment
from tickets.services.closing import confirm_solved, reopen_ticket
from tickets.services.contacts import log_contact
from tickets.services.conversation import ask_customer, customer_writes, send_reply, write_note
from tickets.services.erasure import erase_text
from tickets.services.merging import MergedWithItself, NotSameCustomer, SurvivorClosed, merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.steps import AlreadyMerged
from tickets.services.unmerging import NotMerged, SurvivorMerged, TooLateToUndo, undo_merge
from tickets.signals import entry_recorded
from tickets.states import IllegalStep

Later = Callable[..., datetime]
SYSTEM = Actor.system("portal")


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, later: Later) -> Callable[..., Ticket]:
    """`register(hours=1)`: another request of the same customer, so long after the first."""

    def build(**after: int) -> Ticket:
        return register_ticket(actor=SYSTEM, request=request_facts, now=later(**after))

    return build


@pytest.fixture
def other(ticket: Ticket, register: Callable[..., Ticket]) -> Ticket:
    """The same customer asks again, an hour after `ticket`."""
    return register(hours=1)


@pytest.fixture
def by_lead(lead: User) -> Actor:
    return Actor.user(lead)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_the_merged_request_is_closed_and_points_to_the_survivor(
    ticket: Ticket, other: Ticket, by_agent: Actor, later: Later
) -> None:
    merge_tickets(actor=by_agent, ticket_id=other.pk, into_id=ticket.pk, now=later(hours=2))
    merged = fresh(other)
    assert (merged.state, merged.closed_at, merged.merged_into) == (State.CLOSED, later(hours=2), ticket)
    assert last(merged).entry == Entry.MERGED_INTO
    assert last(merged).payload == {"into": ticket.pk, "number": ticket.number, "was": "registered"}
    assert survivor_of(merged) == ticket
    assert survivor_of(ticket) == ticket


def test_the_survivor_keeps_the_earlier_receipt_and_start_of_service(
    ticket: Ticket, other: Ticket, act: dict[str, Any], later: Later
) -> None:
    log_contact(**act | {"now": later(minutes=5)}, contact=CALL)
    merge_tickets(actor=act["actor"], ticket_id=ticket.pk, into_id=other.pk, now=later(hours=2))
    survivor = fresh(other)
    assert (survivor.received_at, survivor.service_started_at) == (ticket.received_at, later(minutes=5))
    payload = last(survivor).payload
    assert (payload["merged"], payload["number"]) == (ticket.pk, ticket.number)
    assert payload["received_at"] == to_text(ticket.received_at)
    assert payload["was_received_at"] == to_text(other.received_at)


def test_the_later_of_two_changes_nothing_of_when_the_survivor_was_received(
    ticket: Ticket, other: Ticket, by_agent: Actor, later: Later
) -> None:
    merge_tickets(actor=by_agent, ticket_id=other.pk, into_id=ticket.pk, now=later(hours=2))
    assert fresh(ticket).received_at == ticket.received_at
    payload = last(ticket).payload
    assert payload["received_at"] == payload["was_received_at"] == to_text(ticket.received_at)


def test_only_what_was_contact_is_handed_on_and_at_its_own_time(
    ticket: Ticket, other: Ticket, act: dict[str, Any], later: Later
) -> None:
    log_contact(**act | {"now": later(minutes=4)}, contact=replace(CALL, priority_confirmed=False))
    log_contact(**act | {"now": later(minutes=5)}, contact=CALL)
    number = ticket.log.filter(entry=Entry.CONTACTED).latest("number").number
    merge_tickets(actor=act["actor"], ticket_id=ticket.pk, into_id=other.pk, now=later(hours=2))
    handed = {"at": to_text(later(minutes=5)), "entry": number, "ticket": ticket.pk}
    assert last(other).payload["contacts"] == [handed]


def test_contacts_pass_through_a_request_that_is_merged_itself(
    ticket: Ticket, other: Ticket, register: Callable[..., Ticket], act: dict[str, Any], later: Later
) -> None:
    log_contact(**act | {"now": later(minutes=5)}, contact=CALL)
    third = register(hours=2)
    merge_tickets(actor=act["actor"], ticket_id=ticket.pk, into_id=other.pk, now=later(hours=3))
    merge_tickets(actor=act["actor"], ticket_id=other.pk, into_id=third.pk, now=later(hours=3))
    assert survivor_of(fresh(ticket)) == third
    assert fresh(third).received_at == ticket.received_at
    assert [contact["ticket"] for contact in last(third).payload["contacts"]] == [ticket.pk]


def test_both_rows_have_changed_when_the_first_entry_is_announced(
    ticket: Ticket, other: Ticket, by_agent: Actor, later: Later
) -> None:
    seen: list[tuple[str, str, datetime]] = []

    def listen(entry: LogEntry, **_kwargs: Any) -> None:
        seen.append((entry.entry, fresh(ticket).state, fresh(other).received_at))

    entry_recorded.connect(listen)
    try:
        merge_tickets(actor=by_agent, ticket_id=ticket.pk, into_id=other.pk, now=later(hours=2))
    finally:
        entry_recorded.disconnect(listen)
    assert seen == [
        (Entry.MERGED_INTO, State.CLOSED, ticket.received_at),
        (Entry.MERGED_FROM, State.CLOSED, ticket.received_at),
    ]


def refuse(error: type[DomainError], tickets: list[Ticket], do: Callable[[], Any]) -> None:
    """`do` raises `error`, and neither rows nor logs have changed."""
    before = [(fresh(t).state, fresh(t).merged_into_id, fresh(t).received_at, count(t)) for t in tickets]
    with pytest.raises(error):
        do()
    after = [(fresh(t).state, fresh(t).merged_into_id, fresh(t).received_at, count(t)) for t in tickets]
    assert after == before


def merging(actor: Actor, ticket: Ticket, into: Ticket, now: datetime) -> Callable[[], Ticket]:
    return lambda: merge_tickets(actor=actor, ticket_id=ticket.pk, into_id=into.pk, now=now)


def test_another_customers_request_is_refused(
    ticket: Ticket, request_facts: ServiceRequest, by_agent: Actor, now: datetime
) -> None:
    facts = replace(request_facts, customer=CustomerFacts(name="Mr Gao", email="gao@elsewhere.example"))
    foreign = register_ticket(actor=SYSTEM, request=facts, now=now)
    refuse(NotSameCustomer, [ticket, foreign], merging(by_agent, ticket, foreign, now))


def test_a_request_is_not_merged_into_itself(ticket: Ticket, by_agent: Actor, now: datetime) -> None:
    refuse(MergedWithItself, [ticket], merging(by_agent, ticket, ticket, now))


def test_merging_twice_is_refused_and_names_the_survivor(
    ticket: Ticket, other: Ticket, by_agent: Actor, later: Later
) -> None:
    merging(by_agent, other, ticket, later(hours=2))()
    refuse(AlreadyMerged, [ticket, other], merging(by_agent, other, ticket, later(hours=2)))
    with pytest.raises(AlreadyMerged) as caught:
        merging(by_agent, ticket, other, later(hours=2))()
    assert ticket.number in caught.value.text


def test_a_closed_survivor_and_a_solved_request_are_refused(
    ticket: Ticket, other: Ticket, act: dict[str, Any], later: Later
) -> None:
    confirm_solved(**act)
    refuse(SurvivorClosed, [ticket, other], merging(act["actor"], other, ticket, later(hours=2)))
    refuse(IllegalStep, [ticket, other], merging(act["actor"], ticket, other, later(hours=2)))


def test_the_customer_and_another_branch_may_not_merge(
    ticket: Ticket, other: Ticket, by_customer: Actor, other_agent: User, later: Later
) -> None:
    for actor in (by_customer, Actor.user(other_agent)):
        refuse(NotAllowed, [ticket, other], merging(actor, other, ticket, later(hours=2)))


def test_a_merged_request_takes_no_more_steps_but_stays_a_record(
    ticket: Ticket, other: Ticket, by_agent: Actor, by_customer: Actor, manager: User, later: Later
) -> None:
    at = later(hours=2)
    merging(by_agent, other, ticket, at)()
    staff: dict[str, Any] = {"actor": by_agent, "ticket_id": other.pk, "now": at}
    refuse(AlreadyMerged, [other], lambda: reopen_ticket(**staff, text="Again"))
    refuse(AlreadyMerged, [other], lambda: send_reply(**staff, text="Hello"))
    refuse(AlreadyMerged, [other], lambda: customer_writes(**staff | {"actor": by_customer}, text="Hello"))
    write_note(**staff, text="Was about the same unit.")
    by_manager = Actor.user(manager)
    erase_text(actor=by_manager, ticket_id=other.pk, numbers=[1], reason="Asked for it.", now=at)
    assert fresh(other).title == other.number


def test_the_database_refuses_a_merged_request_that_is_open(ticket: Ticket, other: Ticket) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=other.pk).update(merged_into=ticket)


def test_undoing_gives_both_back_what_they_had(
    ticket: Ticket, other: Ticket, act: dict[str, Any], by_lead: Actor, later: Later
) -> None:
    log_contact(**act | {"now": later(minutes=5)}, contact=CALL)
    merging(act["actor"], ticket, other, later(hours=2))()
    into, taken = last(ticket), last(other)
    undo_merge(actor=by_lead, ticket_id=ticket.pk, now=later(hours=3))
    merged, survivor = fresh(ticket), fresh(other)
    assert (merged.state, merged.closed_at, merged.merged_into) == (State.IN_PROGRESS, None, None)
    assert (survivor.received_at, survivor.service_started_at) == (other.received_at, None)
    assert last(merged).entry == last(survivor).entry == Entry.MERGE_UNDONE
    facts = {"other": other.pk, "number": other.number, "undoes": into.number, "state": "in_progress"}
    assert last(merged).payload == facts
    assert last(survivor).payload == {
        "other": ticket.pk,
        "number": ticket.number,
        "undoes": taken.number,
        "received_at": to_text(other.received_at),
    }


def test_undoing_one_of_two_merges_keeps_what_the_other_brought(
    ticket: Ticket,
    other: Ticket,
    register: Callable[..., Ticket],
    by_agent: Actor,
    by_lead: Actor,
    later: Later,
) -> None:
    survivor = register(hours=2)
    merging(by_agent, ticket, survivor, later(hours=3))()
    merging(by_agent, other, survivor, later(hours=3))()
    undo_merge(actor=by_lead, ticket_id=ticket.pk, now=later(hours=4))
    assert fresh(survivor).received_at == other.received_at
    undo_merge(actor=by_lead, ticket_id=other.pk, now=later(hours=4))
    assert fresh(survivor).received_at == survivor.received_at


def test_a_wait_for_the_customer_is_taken_up_again(
    ticket: Ticket, other: Ticket, by_agent: Actor, by_lead: Actor, later: Later
) -> None:
    ask_customer(actor=by_agent, ticket_id=other.pk, text="Which unit?", now=later(hours=1))
    merging(by_agent, other, ticket, later(hours=2))()
    assert fresh(other).waiting_since is None
    undo_merge(actor=by_lead, ticket_id=other.pk, now=later(hours=3))
    assert (fresh(other).state, fresh(other).waiting_since) == (State.WAITING_CUSTOMER, later(hours=1))


def test_a_wait_that_the_customer_ended_meanwhile_is_not(
    ticket: Ticket, other: Ticket, by_agent: Actor, by_customer: Actor, by_lead: Actor, later: Later
) -> None:
    ask_customer(actor=by_agent, ticket_id=other.pk, text="Which unit?", now=later(hours=1))
    merging(by_agent, other, ticket, later(hours=2))()
    customer_writes(actor=by_customer, ticket_id=ticket.pk, text="The left one.", now=later(hours=2))
    undo_merge(actor=by_lead, ticket_id=other.pk, now=later(hours=3))
    assert (fresh(other).state, fresh(other).waiting_since) == (State.IN_PROGRESS, None)


@pytest.mark.parametrize(("hours", "state"), [(4, State.SCHEDULED), (6, State.IN_PROGRESS)])
def test_an_appointment_stands_again_if_it_still_lies_ahead(
    ticket: Ticket, other: Ticket, by_agent: Actor, by_lead: Actor, later: Later, hours: int, state: str
) -> None:
    at = later(hours=6)
    make_appointment(
        actor=by_agent, ticket_id=other.pk, at=at, text="At six", channel="call", now=later(hours=1)
    )
    merging(by_agent, other, ticket, later(hours=2))()
    undo_merge(actor=by_lead, ticket_id=other.pk, now=later(hours=hours))
    assert (fresh(other).state, fresh(other).appointment_at) == (state, at if hours < 6 else None)


def undoing(actor: Actor, ticket: Ticket, now: datetime) -> Callable[[], Ticket]:
    return lambda: undo_merge(actor=actor, ticket_id=ticket.pk, now=now)


def test_only_a_lead_undoes_and_only_within_a_day(
    ticket: Ticket, other: Ticket, by_agent: Actor, by_lead: Actor, later: Later
) -> None:
    refuse(NotMerged, [other], undoing(by_lead, other, later(hours=1)))
    merging(by_agent, other, ticket, later(hours=2))()
    refuse(NotAllowed, [ticket, other], undoing(by_agent, other, later(hours=3)))
    refuse(TooLateToUndo, [ticket, other], undoing(by_lead, other, later(hours=26, seconds=1)))
    undoing(by_lead, other, later(hours=26))()
    refuse(NotMerged, [ticket, other], undoing(by_lead, other, later(hours=26)))


def test_the_later_of_two_merges_is_undone_first(
    ticket: Ticket,
    other: Ticket,
    register: Callable[..., Ticket],
    by_agent: Actor,
    by_lead: Actor,
    later: Later,
) -> None:
    third = register(hours=2)
    merging(by_agent, other, ticket, later(hours=3))()
    merging(by_agent, ticket, third, later(hours=3))()
    refuse(SurvivorMerged, [ticket, other, third], undoing(by_lead, other, later(hours=4)))
    undoing(by_lead, ticket, later(hours=4))()
    undoing(by_lead, other, later(hours=4))()
    assert fresh(other).merged_into is None
