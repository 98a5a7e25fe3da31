"""Managers move one request to later deadlines that the customer agreed to, from the request's own page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from sla.models import LIVE, Calendar, CalendarVersion, Clock, CommitmentVersion
from sla.services.calendars import set_branch_calendar
from sla.services.letters import install_letter
from tests.sla.world import SYSTEM, longer, open_office, publish, revise
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

OPEN_TO = {"agent": 403, "other_agent": 403, "lead": 403, "head": 403, "branch_manager": 200, "manager": 200}
LATE = [[["14:00", "20:00"]]] * 5 + [[], []]


@pytest.fixture
def office(db: None, now: datetime) -> CalendarVersion:
    return open_office(now)


@pytest.fixture
def letter(office: CalendarVersion, now: datetime) -> CommitmentVersion:
    """Letter D, which counts working days."""
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


@pytest.fixture
def ticket(letter: CommitmentVersion, ticket: Ticket) -> Ticket:
    return ticket


@pytest.fixture
def later_hours(ticket: Ticket, office: CalendarVersion, now: datetime) -> CalendarVersion:
    return publish(office.calendar, now=now, weekly=LATE)


@pytest.fixture
def address(ticket: Ticket) -> str:
    return f"/insights/moves/{ticket.number}/"


@pytest.fixture
def boss(enter: Callable[[User], Client], manager: User) -> Client:
    return enter(manager)


def consent(version: CalendarVersion | CommitmentVersion, **changes: str) -> dict[str, str]:
    kind = "calendar" if isinstance(version, CalendarVersion) else "commitment"
    given = {"to": f"{kind}-{version.pk}", "by": "Wang Min", "at": "2026-11-24T12:20", "channel": "call"}
    return given | {"is_sure": "on"} | changes


def due_at(metric: str = "diagnosis") -> datetime | None:
    return Clock.objects.get(LIVE, promise__metric=metric).due_at


@pytest.mark.parametrize(("persona", "status"), list(OPEN_TO.items()))
def test_each_role_gets_what_it_may(
    request: pytest.FixtureRequest, enter: Any, address: str, persona: str, status: int
) -> None:
    assert enter(request.getfixturevalue(persona)).get(address).status_code == status


def test_others_are_sent_to_sign_in(address: str) -> None:
    assert Client().get(address).status_code == 302


def test_a_manager_of_another_branch_finds_nothing(
    enter: Any, branch_manager: User, ticket: Ticket, other_branch: Any, address: str
) -> None:
    User.objects.filter(pk=branch_manager.pk).update(branch=other_branch)
    assert enter(branch_manager).get(address).status_code == 404


def test_the_page_shows_what_would_move_from_when_to_when(
    boss: Client, address: str, later_hours: CalendarVersion
) -> None:
    page = boss.get(address).content.decode()
    assert "Calendar “Office”, version 2" in page
    assert "Diagnosis" in page
    assert "18:00" in page
    assert "20:00" in page


def test_agreed_and_confirmed_it_moves_once(
    boss: Client, address: str, later_hours: CalendarVersion, ticket: Ticket
) -> None:
    was = due_at()
    assert was is not None
    answer = boss.post(address, consent(later_hours))
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.number}/"
    assert due_at() == was + timedelta(hours=2)
    assert boss.post(address, consent(later_hours)).status_code == 409
    (entry,) = LogEntry.objects.filter(entry=Entry.CALENDAR_APPLIED)
    assert (entry.payload["agreed_at"], entry.words) == ("2026-11-24T04:20:00Z", "Wang Min")


def test_a_longer_letter_is_agreed_to_the_same_way(
    boss: Client, address: str, ticket: Ticket, letter: CommitmentVersion, now: datetime
) -> None:
    longest = revise(letter, longer(1.5), now=now)
    was = due_at("response")
    assert was is not None
    assert longest.number in boss.get(address).content.decode()
    assert boss.post(address, consent(longest)).status_code == 302
    assert due_at("response") == was + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"by": " "}, "by"),
        ({"at": ""}, "at"),
        ({"at": "2026-11-24T12:30"}, "at"),
        ({"at": "2026-11-20T12:20"}, "at"),
        ({"channel": "pigeon"}, "channel"),
        ({"is_sure": ""}, "is_sure"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_moves(
    boss: Client, address: str, later_hours: CalendarVersion, changes: dict[str, str], field: str
) -> None:
    was = due_at()
    answer = boss.post(address, consent(later_hours, **changes))
    assert answer.status_code == 422
    (card,) = answer.context["offers"]
    assert list(card["form"].errors) == [field]
    assert due_at() == was


def test_a_branch_manager_moves_by_the_hours_of_the_own_branch_alone(
    enter: Any, branch_manager: User, address: str, later_hours: CalendarVersion, ticket: Ticket
) -> None:
    client = enter(branch_manager)
    assert client.post(address, consent(later_hours)).status_code == 409
    Calendar.objects.update(is_default=False)
    set_branch_calendar(actor=SYSTEM, branch_id=ticket.branch_id, calendar_id=later_hours.calendar_id)
    assert client.post(address, consent(later_hours)).status_code == 302


def test_the_way_there_stands_on_the_request_and_in_the_previews(
    boss: Client, enter: Any, lead: User, address: str, later_hours: CalendarVersion, ticket: Ticket
) -> None:
    for page in (f"/desk/tickets/{ticket.number}/", "/insights/calendars/cn-office/versions/2/clocks/"):
        assert f'href="{address}"' in boss.get(page).content.decode()
    assert address not in enter(lead).get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_with_nothing_newer_the_page_says_so(boss: Client, address: str, ticket: Ticket) -> None:
    assert "under the newest hours" in boss.get(address).content.decode()
    assert address not in boss.get(f"/desk/tickets/{ticket.number}/").content.decode()
