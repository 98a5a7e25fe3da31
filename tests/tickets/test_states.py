"""The table of states is what happens: every step, from every standing, by every persona."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from tests.endings import SUMMARY, resolve_ticket
from tests.tickets.conftest import CALL, closable_from, count
from tickets.choices import Standing
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services import closing, conversation
from tickets.services.appointments import cancel_appointment, make_appointment
from tickets.services.contacts import log_contact
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.steps import end_wait
from tickets.services.unmerging import undo_merge
from tickets.services.unserved import dismiss_ticket, withdraw_ticket
from tickets.services.waiting import WAITING, end_waits
from tickets.states import TABLE, IllegalStep, Step
from tickets.step_words import NEEDS, STEPS, WHO, as_markdown

PERSONAS = ("agent", "other_agent", "lead", "manager", "customer", "stranger", "system")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs/states.md"
Take = Callable[[Actor, Ticket, datetime], object]


def _on(service: Callable[..., object], **facts: Any) -> Take:
    return lambda actor, ticket, now: service(actor=actor, ticket_id=ticket.pk, now=now, **facts)


def _appointment(actor: Actor, ticket: Ticket, now: datetime) -> object:
    at = now + timedelta(days=1)
    return make_appointment(actor=actor, ticket_id=ticket.pk, at=at, text="He said so.", now=now)


def _merge(actor: Actor, ticket: Ticket, now: datetime) -> object:
    other = Ticket.objects.get(serial="survivor")
    return merge_tickets(actor=actor, ticket_id=ticket.pk, into_id=other.pk, now=now)


# Each step as its service takes it, with all that it needs. What comes with other steps is not among them.
TAKE: dict[Step, Take] = {
    Step.ASK_CUSTOMER: _on(conversation.ask_customer, text="Which one?"),
    Step.SCHEDULE: _appointment,
    Step.CANCEL_APPOINTMENT: _on(cancel_appointment, text="He is ill."),
    Step.RESOLVE: _on(resolve_ticket, text="Done."),
    Step.CONFIRM: _on(closing.confirm_solved),
    Step.CONFIRM_EARLY: _on(closing.confirm_solved),
    Step.FILE_SUMMARY: _on(closing.file_summary, summary=SUMMARY),
    Step.CLOSE_BY_TIMEOUT: _on(closing.close_by_timeout),
    Step.WITHDRAW: _on(withdraw_ticket, text="Not needed."),
    Step.DISMISS: _on(dismiss_ticket, text="An advertisement."),
    Step.REOPEN: _on(closing.reopen_ticket, text="It is back."),
    Step.NOT_SOLVED: _on(closing.say_not_solved, text="It is back."),
    Step.MERGE: _merge,
    Step.SPLIT: lambda actor, ticket, now: undo_merge(actor=actor, ticket_id=ticket.pk, now=now),
}
BY_THEMSELVES = {Step.START_WORK, Step.GO_ON}


@pytest.fixture
def personas(
    agent: User, other_agent: User, lead: User, manager: User, customer: Customer, stranger: Customer
) -> dict[str, Actor]:
    staff = {"agent": agent, "other_agent": other_agent, "lead": lead, "manager": manager}
    return {name: Actor.user(user) for name, user in staff.items()} | {
        "customer": Actor.customer(customer.pk),
        "stranger": Actor.customer(stranger.pk),
        "system": Actor.system("test"),
    }


@pytest.fixture
def bring(ticket: Ticket, act: dict[str, Any], by_customer: Actor) -> Callable[[Standing, Step], None]:
    """`bring(standing, step)`: let the ticket stand there, with all that `step` needs besides."""
    by_himself = act | {"actor": by_customer}
    ways: dict[Standing, Callable[[Step], object]] = {
        Standing.REGISTERED: lambda _step: None,
        Standing.IN_PROGRESS: lambda _step: log_contact(**act, contact=CALL),
        Standing.WAITING_CUSTOMER: lambda _step: conversation.ask_customer(**act, text="Since when?"),
        Standing.SCHEDULED: lambda _step: _appointment(by_customer, ticket, act["now"]),
        Standing.RESOLVED: lambda step: _resolve(ticket, act, step),
        Standing.CONFIRMED: lambda _step: closing.confirm_solved(**by_himself),
        Standing.CLOSED: lambda step: _close(ticket, act, by_himself, step),
    }

    def brought(standing: Standing, step: Step) -> None:
        ways[standing](step)
        ticket.refresh_from_db()

    return brought


def _close(ticket: Ticket, act: dict[str, Any], by_himself: dict[str, Any], step: Step) -> None:
    if step is Step.SPLIT:
        _merge(act["actor"], ticket, act["now"])
        return
    resolve_ticket(**act, text="Done.")
    closing.confirm_solved(**by_himself)


def _resolve(ticket: Ticket, act: dict[str, Any], step: Step) -> None:
    log_contact(**act, contact=CALL)
    resolve_ticket(**act, text="Done.")
    log_contact(**act, contact=CALL)
    closable_from(ticket, act["now"])
    if step is Step.CONFIRM_EARLY:  # reported as solved before summaries were asked for
        Ticket.objects.update(summary_number=None)


@pytest.fixture(autouse=True)
def survivor(ticket: Ticket, request_facts: ServiceRequest, now: datetime) -> Ticket:
    """Another request of the customer, to merge into."""
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    Ticket.objects.filter(pk=other.pk).update(serial="survivor")
    return other


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("step", TAKE)
def test_every_step_does_what_its_row_says_for_everybody(
    step: Step,
    standing: Standing,
    ticket: Ticket,
    bring: Callable[[Standing, Step], None],
    personas: dict[str, Actor],
    now: datetime,
) -> None:
    bring(standing, step)
    assert ticket.standing is standing
    for actor in personas.values():
        with transaction.atomic():
            _try(step, standing, ticket, actor, now)
            transaction.set_rollback(True)
        ticket.refresh_from_db()
        assert ticket.standing is standing


def _try(step: Step, standing: Standing, ticket: Ticket, actor: Actor, now: datetime) -> None:
    rule, before = TABLE[step], count(ticket)
    may = policy.allows(actor, rule.permission, ticket)
    if may and standing in rule.sources:
        TAKE[step](actor, ticket, now)
        ticket.refresh_from_db()
        # undoing a merge goes back to the state before it, which here is where every request begins
        assert ticket.standing is (Standing.REGISTERED if step is Step.SPLIT else rule.target)
        return
    if step in {Step.CONFIRM, Step.CONFIRM_EARLY} and may and standing in TABLE[Step.CONFIRM_EARLY].sources:
        return  # one service, two rows: which of them it is, the summary decides
    with pytest.raises(DomainError) as refusal:
        TAKE[step](actor, ticket, now)
    if may or standing in rule.sources:
        assert isinstance(refusal.value, NotAllowed) is not may
    assert count(ticket) == before


@pytest.mark.parametrize("standing", Standing)
def test_work_starts_with_the_first_word_and_only_where_the_table_says(
    standing: Standing, ticket: Ticket, bring: Callable[[Standing, Step], None], act: dict[str, Any]
) -> None:
    bring(standing, Step.START_WORK)
    conversation.send_reply(**act, text="We look at it.")
    ticket.refresh_from_db()
    rule = TABLE[Step.START_WORK]
    assert ticket.standing is (rule.target if standing in rule.sources else standing)


@pytest.mark.parametrize("standing", Standing)
def test_the_customers_word_ends_a_wait_and_the_time_an_appointment(
    standing: Standing,
    ticket: Ticket,
    bring: Callable[[Standing, Step], None],
    by_customer: Actor,
    now: datetime,
    later: Callable[..., datetime],
) -> None:
    bring(standing, Step.GO_ON)
    with transaction.atomic():
        end_wait(lock_ticket(ticket.pk), actor=by_customer, cause="customer_wrote", now=now)
    end_waits(now=later(days=2))
    ticket.refresh_from_db()
    rule = TABLE[Step.GO_ON]
    assert ticket.standing is (rule.target if standing in rule.sources else standing)
    assert policy.allows(WAITING, rule.permission, ticket)
    assert policy.allows(by_customer, rule.permission, ticket)


def test_every_row_is_tried_and_has_its_words() -> None:
    assert set(TAKE) | BY_THEMSELVES == set(Step) == set(TABLE) == set(STEPS)
    assert {need for rule in TABLE.values() for need in rule.needs} == set(NEEDS)
    assert {rule.permission for rule in TABLE.values()} == set(WHO)


def test_the_document_is_the_table() -> None:
    """`docs/states.md` shows the table as it is: paste what this test expected when the table changes."""
    with translation.override("en"):
        assert as_markdown() in DOCUMENT.read_text(encoding="utf-8")


def test_an_illegal_step_is_named_with_where_the_request_stands(
    ticket: Ticket, bring: Callable[[Standing, Step], None], act: dict[str, Any]
) -> None:
    bring(Standing.CONFIRMED, Step.RESOLVE)
    with pytest.raises(IllegalStep, match=r"resolve.*Confirmed, summary to be written"):
        resolve_ticket(**act, text="Done.")
