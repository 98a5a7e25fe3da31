"""A new version of a calendar moves running clocks, after a preview of which, from when to when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Branch, User
from sla.models import CalendarVersion, Clock, CommitmentVersion
from sla.services.letters import install_letter
from tests.sla.world import SYSTEM, open_office, publish
from tickets.models import Ticket

ADDRESS = "/insights/calendars/cn-office/versions/2/clocks/"
DueAt = Callable[[], datetime]


@pytest.fixture
def office(db: None, now: datetime) -> CalendarVersion:
    """Until six in the evening."""
    return open_office(now)


@pytest.fixture
def due_at(
    office: CalendarVersion,
    letter: CommitmentVersion,
    branch: Branch,
    register: Callable[..., Ticket],
    now: datetime,
) -> DueAt:
    """When the diagnosis of a request is due, a working day after it came in."""
    install_letter("D", actor=SYSTEM, branch=branch, now=now - timedelta(days=1))
    ticket = register(ago=timedelta(minutes=30))

    def read() -> datetime:
        found = Clock.objects.get(ticket=ticket, promise__metric="diagnosis").due_at
        assert found is not None
        return found

    return read


@pytest.fixture
def boss(enter: Callable[[User], Client], manager: User) -> Client:
    return enter(manager)


def until(closes: str) -> list[Any]:
    return [[["09:00", closes]]] * 5 + [[], []]


def diagnosis_on(answer: Any) -> tuple[datetime, datetime, bool]:
    """What the preview says: due so far, due then, whether that is later."""
    (found,) = [move for move, _name in answer.context["rows"] if move.metric == "diagnosis"]
    return found.was_due_at, found.now_due_at, found.is_later


def test_earlier_deadlines_move_after_the_preview(
    boss: Client, due_at: DueAt, office: CalendarVersion, now: datetime
) -> None:
    was = due_at()
    publish(office.calendar, now=now, weekly=until("16:00"))
    preview = boss.get(ADDRESS)
    assert diagnosis_on(preview) == (was, was - timedelta(hours=2), False)
    page = preview.content.decode()
    assert "2 deadlines become earlier, 0 later" in page
    assert "Wed 25 Nov, 18:00" in page
    assert "Wed 25 Nov, 16:00" in page
    assert due_at() == was
    assert boss.post(ADDRESS).headers["Location"] == reverse("insights:calendar", args=["cn-office"])
    assert due_at() == was - timedelta(hours=2)
    assert "No running deadline would move" in boss.get(ADDRESS).content.decode()


def test_later_ones_move_for_a_statutory_holiday_alone(
    boss: Client, due_at: DueAt, office: CalendarVersion, now: datetime
) -> None:
    was = due_at()
    publish(office.calendar, now=now, weekly=until("20:00"))
    assert diagnosis_on(boss.get(ADDRESS)) == (was, was + timedelta(hours=2), True)
    boss.post(ADDRESS)
    assert due_at() == was
    boss.post(ADDRESS, {"holiday": "1"})
    assert due_at() == was + timedelta(hours=2)
