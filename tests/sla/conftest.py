"""A letter in force, and short words for what happens to a ticket's clocks."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import Clock, CommitmentVersion
from sla.selectors.sweeps import last_sweep_at
from sla.services.letters import install_letter
from sla.services.sweep import sweep
from sla.services.verification import verify_tickets
from tickets.choices import ContactChannel, Direction
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.delivery import record_delivery

SYSTEM = Actor.system("test")
MAILER = Actor.system("notifications")

TWO_WAY = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)

FindClock: TypeAlias = Callable[..., Clock]


@pytest.fixture
def letter(db: None, now: datetime) -> CommitmentVersion:
    """Letter A, signed the day before."""
    return install_letter("A", actor=SYSTEM, now=now - timedelta(days=1))


@pytest.fixture
def tampered() -> None:
    """For tests that write past the services: their clocks are not what the log says."""


@pytest.fixture
def ticket(
    letter: CommitmentVersion, ticket: Ticket, request: pytest.FixtureRequest
) -> Iterator[Ticket]:  # bound to the letter
    """An urgent request, received at `now`, with `contact` and `initial_fix` running.

    After every test each clock and breach is what the log says it must be, unless it is `tampered` with.
    """
    yield ticket
    if "tampered" not in request.fixturenames:
        assert_proven()


def assert_proven() -> None:
    """Every clock and breach is what the log says it must be."""
    assert verify_tickets(list(Ticket.objects.order_by("pk")), swept_at=last_sweep_at()) == []


@pytest.fixture
def ladder(agent: User, lead: User, head: User, branch_manager: User, manager: User) -> dict[str, User]:
    """Everybody whom a ladder may tell."""
    return {
        "owner": agent,
        "lead": lead,
        "department_head": head,
        "branch_manager": branch_manager,
        "management": manager,
    }


@pytest.fixture
def clock(ticket: Ticket) -> FindClock:
    """`clock("contact")`: that clock of `ticket`, read anew; `cycle` for a later one."""

    def find(metric: str, cycle: int = 1, of: Ticket | None = None) -> Clock:
        return Clock.objects.get(ticket=of or ticket, promise__metric=metric, cycle=cycle)

    return find


@pytest.fixture
def contact(ticket: Ticket, agent: User) -> Callable[..., Ticket]:
    """`contact(at=...)`: log the two-way contact that confirms need and priority; `logged_at` when later."""

    def call(
        at: datetime,
        *,
        facts: ContactFacts = TWO_WAY,
        logged_at: datetime | None = None,
        of: Ticket | None = None,
    ) -> Ticket:
        return log_contact(
            actor=Actor.user(agent),
            ticket_id=(of or ticket).pk,
            contact=facts,
            now=logged_at or at,
            happened_at=at,
            reason="written down later" if logged_at else "",
        )

    return call


@pytest.fixture
def accept(ticket: Ticket) -> Callable[..., None]:
    """`accept("solution_sent", at=...)`: the next mail server takes the message about the last entry.

    `about`: the number of an earlier one.
    """

    def take(
        kind: str,
        at: datetime,
        *,
        told_at: datetime | None = None,
        of: Ticket | None = None,
        about: int | None = None,
    ) -> None:
        it = of or ticket
        record_delivery(
            actor=MAILER,
            ticket_id=it.pk,
            message_id=1,
            kind=kind,
            entry_number=about or it.log.count(),
            channel="email",
            accepted_at=at,
            now=told_at or at,
        )

    return take


@pytest.fixture
def said(ticket: Ticket) -> Callable[..., list[LogEntry]]:
    """`said(Entry.PROMISE_MISSED)`: the ticket's entries of that kind, in order."""

    def entries(*kinds: Entry) -> list[LogEntry]:
        return list(ticket.log.filter(entry__in=kinds).order_by("number"))

    return entries


@pytest.fixture
def watch() -> Callable[[datetime], int]:
    """`watch(at)`: one sweep; answers how much fired."""
    return lambda at: sweep(now=at)
