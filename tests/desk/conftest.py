from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from core.actors import Actor
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tests.endings import SUMMARY_FIELDS
from tickets.choices import ContactChannel, Direction
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import ContactFacts

SignIn = Callable[[User | None], Client]
Take = Callable[..., Any]

TWO_WAY_CALL = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[time_machine.Traveller]:
    """The pages look at the clock themselves; here it stands at `now` until a test moves it."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def letter(manager: User, now: datetime) -> CommitmentVersion:
    """The special commitment, signed and in force since yesterday."""
    yesterday = now - timedelta(days=1)
    return install_letter("A", actor=Actor.user(manager), effective_from=yesterday, now=yesterday)


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(user)`: a browser in which that person is signed in; a stranger's for None."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def desk(sign_in: SignIn, agent: User) -> Client:
    """The agent's browser."""
    return sign_in(agent)


@pytest.fixture
def by_agent(agent: User) -> Actor:
    return Actor.user(agent)


@pytest.fixture
def page(ticket: Ticket) -> str:
    """The address of the ticket's page."""
    return f"/desk/tickets/{ticket.number}/"


@pytest.fixture
def take(desk: Client, page: str) -> Take:
    """`take("reply", text="...")`: the agent takes a step, as htmx sends it, or without script.

    Resolving brings its closing summary along.
    """

    def taken(step: str, *, htmx: bool = True, **data: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        data = SUMMARY_FIELDS | data if step == "resolve" else data
        return desk.post(f"{page}steps/{step}/", data, headers=headers)

    return taken


def codes(ticket: Ticket, after: int = 0) -> list[str]:
    """The codes of the log's entries after a number, oldest first."""
    rows = LogEntry.objects.filter(ticket=ticket, number__gt=after).order_by("number")
    return list(rows.values_list("entry", flat=True))


def last(ticket: Ticket) -> LogEntry:
    """The newest entry of the log."""
    return LogEntry.objects.filter(ticket=ticket).select_related("text").latest("number")


def state_of(ticket: Ticket) -> tuple[Any, ...]:
    """Everything a refused step must leave as it was."""
    ticket.refresh_from_db()
    return (
        ticket.state,
        ticket.priority,
        ticket.complexity,
        ticket.owner_id,
        ticket.last_number,
        ticket.messages.count(),
    )
