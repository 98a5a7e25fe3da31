"""Two managers who move the same request at the same instant, on connections of their own: it moves once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from sla.models import CalendarVersion, CommitmentVersion
from sla.services.consenting import Consent, apply_calendar_to_ticket, move_ticket
from sla.services.letters import install_letter
from sla.services.moving import move_tickets
from tests.sla.world import SYSTEM, longer, open_office, publish, revise
from tickets.choices import ContactChannel
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test
LATE = [[["14:00", "20:00"]]] * 5 + [[], []]


@pytest.fixture
def office(transactional_db: None, now: datetime) -> CalendarVersion:
    return open_office(now)


@pytest.fixture
def letter(office: CalendarVersion, now: datetime) -> CommitmentVersion:
    """Letter D, which counts working days."""
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


def attempt(start: Barrier, act: Callable[[], int]) -> str:
    try:
        start.wait(TIMEOUT)
        return f"moved {act()}"
    except DomainError as error:
        return error.code
    finally:
        connection.close()


def at_once(act: Callable[[], int]) -> list[str]:
    """What becomes of two who act at the same time."""
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(attempt, start, act) for _ in range(2)]
        return sorted(run.result(TIMEOUT) for run in runs)


def test_with_consent_to_a_calendar(
    ticket: Ticket, manager: User, office: CalendarVersion, now: datetime
) -> None:
    version = publish(office.calendar, now=now, weekly=LATE)
    consent = Consent("Wang Min", now, ContactChannel.CALL)

    def act() -> int:
        facts = {"ticket_id": ticket.pk, "version_id": version.pk}
        return apply_calendar_to_ticket(actor=Actor.user(manager), consent=consent, now=now, **facts)

    assert at_once(act) == ["moved 2", "nothing_to_move"]
    assert LogEntry.objects.filter(entry=Entry.CALENDAR_APPLIED).count() == 1


def test_with_consent_to_a_letter(
    ticket: Ticket, manager: User, letter: CommitmentVersion, now: datetime
) -> None:
    version = revise(letter, longer(1.5), now=now)
    consent = Consent("Wang Min", now, ContactChannel.CALL)

    def act() -> int:
        facts = {"ticket_id": ticket.pk, "version_id": version.pk}
        return move_ticket(actor=Actor.user(manager), consent=consent, now=now, **facts)

    assert at_once(act) == ["moved 1", "nothing_to_move"]
    assert LogEntry.objects.filter(entry=Entry.POLICY_MOVED).count() == 1


def test_many_requests_to_a_letter(
    ticket: Ticket, manager: User, letter: CommitmentVersion, now: datetime
) -> None:
    version = revise(letter, longer(0.5), now=now)

    def act() -> int:
        return move_tickets(actor=Actor.user(manager), version_id=version.pk, now=now)

    assert at_once(act) == ["moved 0", "moved 1"]
    assert LogEntry.objects.filter(entry=Entry.POLICY_MOVED).count() == 1
