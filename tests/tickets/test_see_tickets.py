"""Who sees what: branch, queue, private link, and the log in words (B2.1, C1.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, Customer, User
from core.actors import Actor
from tests.tickets.conftest import CALL, sample_payload
from tickets.choices import Priority
from tickets.entries import Entry
from tickets.locks import NoSuchTicket
from tickets.marks import icon, tone
from tickets.models import LogEntry, Ticket
from tickets.policies import may_report, policy
from tickets.selectors.related import possible_watchers
from tickets.selectors.tickets import QueueFilters, count_up_to, get_ticket, queue, visible_tickets
from tickets.selectors.timeline import timeline
from tickets.services.classification import set_priority
from tickets.services.contacts import log_contact
from tickets.services.conversation import ask_customer, send_plan, write_note
from tickets.services.links import revoke_tracking_link
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import ticket_for_token, token_for
from tickets.wording import sentence


def test_staff_see_their_branch_management_sees_all_strangers_nothing(
    ticket: Ticket, agent: User, other_agent: User, manager: User, stranger: Customer, customer: Customer
) -> None:
    seen = {
        "agent": visible_tickets(Actor.user(agent)).count(),
        "other": visible_tickets(Actor.user(other_agent)).count(),
        "manager": visible_tickets(Actor.user(manager)).count(),
        "stranger": visible_tickets(Actor.customer(stranger.pk)).count(),
        "customer": visible_tickets(Actor.customer(customer.pk)).count(),
    }
    assert seen == {"agent": 1, "other": 0, "manager": 1, "stranger": 0, "customer": 1}


def test_whoever_holds_it_for_another_branch_sees_it_and_nothing_else_of_that_branch(
    ticket: Ticket, request_facts: ServiceRequest, branch: Branch, other_branch: Branch, now: datetime
) -> None:
    Branch.objects.filter(pk=branch.pk).update(lead=None)
    User.objects.filter(branch=branch).update(is_active=False)
    held = register_ticket(
        actor=Actor.system("portal"), request=replace(request_facts, serial="HELD-1"), now=now
    )
    assert held.owner == other_branch.lead
    holder = Actor.user(held.owner)
    assert list(queue(holder, filters=QueueFilters(), now=now)) == [held]
    allowed = {name: policy.allows(holder, name, held) for name in ("view", "work", "report", "dismiss")}
    assert allowed == dict.fromkeys(allowed, True)
    assert not policy.allows(holder, "decide", held)
    assert not any(policy.allows(holder, name, ticket) for name in (*allowed, "view_internal", "note"))
    assert held.owner in possible_watchers(held)


def test_the_owner_of_what_a_complaint_is_about_does_not_see_the_complaint(
    ticket: Ticket, agent: User, manager: User
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(complaint_about=ticket, complaint_concerns=agent)
    ticket.refresh_from_db()
    assert not policy.allows(Actor.user(agent), "view", ticket)
    assert not visible_tickets(Actor.user(agent)).exists()
    assert policy.allows(Actor.user(manager), "view", ticket)


def test_what_one_may_not_see_does_not_exist(ticket: Ticket, other_agent: User) -> None:
    with pytest.raises(NoSuchTicket):
        get_ticket(actor=Actor.user(other_agent), number=ticket.number)


def test_a_number_read_over_the_phone_is_found(ticket: Ticket, agent: User) -> None:
    spoken = ticket.number.lower().replace("1", "l").replace("0", "o").replace("sr-", "SR-")
    assert get_ticket(actor=Actor.user(agent), number=f" {spoken} ") == ticket


def test_a_token_sees_only_its_branch(
    ticket: Ticket, integration: tuple[Actor, str], other_agent: User
) -> None:
    actor, _secret = integration
    elsewhere = replace(actor, branch_id=other_agent.branch_id)
    assert (visible_tickets(actor).count(), visible_tickets(elsewhere).count()) == (1, 0)
    assert not policy.allows(elsewhere, "view", ticket)
    assert not visible_tickets(replace(actor, scopes=frozenset())).exists()


def test_only_leads_and_above_report(agent: User, lead: User, manager: User, customer: Customer) -> None:
    assert [may_report(Actor.user(user)) for user in (agent, lead, manager)] == [False, True, True]
    assert not may_report(Actor.customer(customer.pk))


@pytest.fixture
def three(
    agent: User, request_facts: ServiceRequest, now: datetime, later: Callable[..., datetime]
) -> list[Ticket]:
    """Due in an hour, missed an hour ago, and without a deadline."""
    tickets = [
        register_ticket(actor=Actor.system("portal"), request=replace(request_facts, serial=serial), now=now)
        for serial in ("SOON-1", "MISSED-2", "PAUSED-3")
    ]
    for ticket, hours in zip(tickets, (1, -1, None), strict=True):
        due = later(hours=hours) if hours else None
        Ticket.objects.filter(pk=ticket.pk).update(
            next_due_at=due, next_risk_at=now if due else None, is_paused=due is None
        )
    return tickets


@pytest.mark.parametrize(
    ("filters", "serials"),
    [
        (QueueFilters(), ["MISSED-2", "SOON-1", "PAUSED-3"]),
        (QueueFilters(missed=True), ["MISSED-2"]),
        (QueueFilters(at_risk=True), ["SOON-1"]),
        (QueueFilters(paused=True), ["PAUSED-3"]),
        (QueueFilters(mine=True, priority="urgent"), ["MISSED-2", "SOON-1", "PAUSED-3"]),
        (QueueFilters(priority="normal"), []),
        (QueueFilters(owner_off_duty=True), []),
        (QueueFilters(to_be_confirmed=True), []),
        (QueueFilters(closed=True), []),
        (QueueFilters(search="soon"), ["SOON-1"]),
        (QueueFilters(search="wang mi"), ["MISSED-2", "SOON-1", "PAUSED-3"]),
    ],
)
def test_the_queue_shows_the_next_deadline_first_and_every_filter_narrows(
    three: list[Ticket], agent: User, now: datetime, filters: QueueFilters, serials: list[str]
) -> None:
    rows = queue(Actor.user(agent), filters=filters, now=now)
    assert [ticket.serial for ticket in rows] == serials


def test_counting_stops_early(three: list[Ticket], agent: User) -> None:
    assert count_up_to(visible_tickets(Actor.user(agent)), most=1) == 2


def test_the_private_link_leads_to_one_ticket_until_it_is_revoked(ticket: Ticket, agent: User) -> None:
    token = token_for(ticket)
    assert ticket_for_token(token) == ticket
    for wrong in (token[:-1], f"{token}x", "", "WzEsMV0:abc"):
        with pytest.raises(NoSuchTicket):
            ticket_for_token(wrong)
    revoked = revoke_tracking_link(actor=Actor.user(agent), ticket_id=ticket.pk)
    with pytest.raises(NoSuchTicket):
        ticket_for_token(token)
    assert ticket_for_token(token_for(revoked)) == ticket


def test_the_timeline_costs_the_same_for_one_entry_and_for_many(
    ticket: Ticket, act: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        write_note(**act, text=f"note {number}")
    with django_assert_num_queries(3):
        entries = timeline(ticket, audience="staff")
    assert entries[-1].words == "note 19"


@pytest.fixture
def talked(ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]) -> Ticket:
    log_contact(**act, contact=CALL)
    set_priority(**act, priority=Priority.NORMAL)
    send_plan(**act, text="Replace the board", completes_at=later(days=2))
    ask_customer(**act, text="When?")
    return ticket


@pytest.mark.parametrize("audience", ["staff", "customer"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_entry_reads_as_a_sentence(talked: Ticket, audience: Any, language: str) -> None:
    with translation.override(language):
        lines = [sentence(entry, audience=audience) for entry in timeline(talked, audience=audience)]
    assert all(line and "%(" not in line and "{" not in line for line in lines)
    assert not set(lines) & set(Entry.values)


def test_every_code_has_words_and_a_mark() -> None:
    for code in Entry.values:
        entry = LogEntry(entry=code, payload=sample_payload(code), actor_kind="system")
        assert sentence(entry), code
        assert sentence(entry) not in {code, entry.get_entry_display()}, code
        assert icon(entry), code
        assert tone(entry) in {"pending", "running", "risk", "paused", "met", "late", "missed"}, code


def test_what_staff_note_beside_a_call_is_not_for_the_customer(ticket: Ticket, act: dict[str, Any]) -> None:
    log_contact(**act, contact=replace(CALL, summary="He was angry"))
    seen = {
        audience: [entry.words for entry in timeline(ticket, audience=audience)] for audience in AUDIENCES
    }
    assert "He was angry" in seen["staff"]
    assert "He was angry" not in seen["customer"]


AUDIENCES: tuple[Any, ...] = ("staff", "customer")


def test_a_character_the_database_refuses_finds_nothing_and_breaks_nothing(
    ticket: Ticket, agent: User, now: datetime
) -> None:
    actor = Actor.user(agent)
    assert list(queue(actor, filters=QueueFilters(search="Wang\0 Min"), now=now)) == [ticket]
    with pytest.raises(NoSuchTicket):
        get_ticket(actor=actor, number="\0")
