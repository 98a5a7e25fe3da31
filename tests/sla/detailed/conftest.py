"""Letter D in force, counted in office hours; `now` is a Tuesday, 12:20, in the lunch break."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import CalendarVersion, CommitmentVersion
from sla.services.letters import install_letter
from tests.endings import resolve_ticket
from tests.sla.conftest import MAILER
from tests.sla.world import SYSTEM, open_office
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services import closing, conversation
from tickets.services.asking import ask_for_complexity
from tickets.services.classification import set_complexity
from tickets.services.delivery import record_failure

Do = Callable[..., Any]


@pytest.fixture
def office(db: None, now: datetime) -> CalendarVersion:
    """Monday to Friday, 09:00 to 12:00 and 13:30 to 18:00."""
    return open_office(now - timedelta(days=2))


@pytest.fixture
def letter(office: CalendarVersion, now: datetime) -> CommitmentVersion:
    """Letter D, signed the day before."""
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


@pytest.fixture
def by(agent: User) -> Actor:
    return Actor.user(agent)


@pytest.fixture
def classify(ticket: Ticket, by: Actor, lead: User) -> Do:
    """`classify(at)`: complex, or what else it is; by a lead, whom the agent has asked."""

    def label(at: datetime, complexity: Complexity = Complexity.COMPLEX) -> None:
        facts: dict[str, Any] = {
            "ticket_id": ticket.pk,
            "complexity": complexity,
            "reason": "parts",
            "now": at,
        }
        ask_for_complexity(actor=by, **facts)
        set_complexity(actor=Actor.user(lead), **facts)

    return label


@pytest.fixture
def send(ticket: Ticket, by: Actor, accept: Do) -> Do:
    """`send("progress_update", at)`: written and accepted at once; answers the number of the acceptance."""
    write: dict[str, Do] = {
        "reply": conversation.send_reply,
        "progress_update": lambda **words: conversation.send_reply(is_progress=True, **words),
        "solution_sent": conversation.give_initial_fix,
        "solution_dated": conversation.send_solution,
        "plan_sent": conversation.send_plan,
        "question": conversation.ask_customer,
        "resolved": resolve_ticket,
    }

    def both(kind: str, at: datetime, **date: datetime) -> int:
        write[kind](actor=by, ticket_id=ticket.pk, text="Words.", now=at, **date)
        accept(kind, at)
        return ticket.log.filter(entry=Entry.MESSAGE_ACCEPTED).latest("number").number

    return both


@pytest.fixture
def bounce(ticket: Ticket) -> Do:
    """`bounce(number, at)`: the message that entry `number` says was accepted came back."""

    def come_back(number: int, at: datetime) -> None:
        accepted = ticket.log.get(number=number).payload
        record_failure(
            actor=MAILER,
            ticket_id=ticket.pk,
            message_id=1,
            kind=accepted["kind"],
            entry_number=accepted["entry"],
            channel="email",
            reason="smtp_550",
            accepted_number=number,
            now=at,
        )

    return come_back


@pytest.fixture
def answer(ticket: Ticket) -> Do:
    """`answer(at)`: the customer writes."""
    actor = Actor.customer(ticket.customer_id)
    return lambda at: conversation.customer_writes(actor=actor, ticket_id=ticket.pk, text="Yes.", now=at)


@pytest.fixture
def not_solved(ticket: Ticket) -> Do:
    actor = Actor.customer(ticket.customer_id)
    return lambda at: closing.say_not_solved(actor=actor, ticket_id=ticket.pk, text="Still cold.", now=at)
