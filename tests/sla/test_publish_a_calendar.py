"""A calendar changes by a new version; what cannot work is refused with a sentence and changes nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from sla.models import BranchCalendar, Calendar, CalendarVersion
from sla.selectors import calendars as reading
from sla.selectors.timetables import calendar_of_branch, timetable_of
from sla.services import calendars as publishing
from sla.services.calendars import create_calendar, make_default, publish_version, set_branch_calendar
from tests.conftest import make_staff

SYSTEM = Actor.system("test")
DAY = [["09:00", "12:00"], ["13:30", "18:00"]]
WEEK: list[Any] = [DAY, DAY, DAY, DAY, DAY, [], []]
Publish = Callable[..., CalendarVersion]


@pytest.fixture
def calendar(db: None, now: datetime) -> Calendar:
    return create_calendar(actor=SYSTEM, code="office", name="Office hours", now=now)


@pytest.fixture
def publish(calendar: Calendar, now: datetime) -> Publish:
    """Publish hours for `calendar`; whatever is not said is as usual."""

    def one_more(**facts: Any) -> CalendarVersion:
        usual: dict[str, Any] = {
            "actor": SYSTEM,
            "calendar_id": calendar.pk,
            "zone": "Asia/Shanghai",
            "weekly": WEEK,
            "exceptions": {},
            "notes": {},
            "reason": "As agreed",
            "base_number": 0,
            "now": now,
        }
        return publish_version(**usual | facts)

    return one_more


def test_each_edit_is_the_next_version_and_the_one_before_stays(publish: Publish, manager: User) -> None:
    first = publish(reason="")
    second = publish(
        actor=Actor.user(manager),
        exceptions={"2026-12-31": []},
        notes={"2026-12-31": "Stocktaking"},
        base_number=1,
    )
    assert (first.number, second.number) == (1, 2)
    assert (second.made_by, second.reason, second.notes) == (
        manager,
        "As agreed",
        {"2026-12-31": "Stocktaking"},
    )
    first.refresh_from_db()
    assert (first.exceptions, first.made_by) == ({}, None)
    assert reading.current_version(first.calendar_id) == second
    with pytest.raises(InternalError), transaction.atomic():
        CalendarVersion.objects.filter(pk=first.pk).update(zone="UTC")


def test_the_same_content_again_publishes_nothing(publish: Publish) -> None:
    first = publish()
    assert publish(base_number=1, reason="") == first
    assert publish(base_number=0) == first  # the second click
    assert CalendarVersion.objects.count() == 1


def test_a_note_on_a_date_without_an_exception_is_dropped(publish: Publish) -> None:
    version = publish(exceptions={"2026-12-31": []}, notes={"2026-12-30": "Nothing", "2026-12-31": "  "})
    assert version.notes == {}


@pytest.mark.parametrize(
    ("facts", "code", "said"),
    [
        ({"weekly": [[["9 o'clock", "12:00"]], *WEEK[1:]]}, "calendar_unreadable", "Monday"),
        ({"weekly": WEEK[:6]}, "calendar_unreadable", "seven"),
        ({"exceptions": {"2026-13-01": []}}, "calendar_unreadable", "2026-13-01"),
        ({"zone": "Asia/Atlantis"}, "calendar_unreadable", "Asia/Atlantis"),
        ({"weekly": [[]] * 7}, "calendar_never_opens", "five years"),
        ({"weekly": [[]] * 7, "exceptions": {"2019-01-01": DAY}}, "calendar_never_opens", "five years"),
        ({"reason": "  "}, "calendar_reason_missing", "why"),
        ({"base_number": 1}, "calendar_moved_on", "Version 2"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(
    publish: Publish, facts: dict[str, Any], code: str, said: str
) -> None:
    publish()
    publish(exceptions={"2026-12-31": []}, base_number=1)
    with pytest.raises(DomainError) as refused:
        publish(**{"weekly": [DAY] * 7, "base_number": 2} | facts)
    assert refused.value.code == code
    assert said in refused.value.text
    assert CalendarVersion.objects.count() == 2


def test_two_calendars_cannot_have_one_code(calendar: Calendar, now: datetime) -> None:
    with pytest.raises(publishing.CodeTaken):
        create_calendar(actor=SYSTEM, code=calendar.code, name="Another", now=now)
    assert Calendar.objects.get().name == "Office hours"


@pytest.mark.parametrize("persona", ["agent", "lead", "head", "branch_manager"])
def test_only_management_publishes_a_calendar_of_the_house(
    request: pytest.FixtureRequest, publish: Publish, persona: str
) -> None:
    with pytest.raises(NotAllowed):
        publish(actor=Actor.user(request.getfixturevalue(persona)))
    assert not CalendarVersion.objects.exists()


def test_a_branch_manager_decides_for_the_own_branch_alone(
    publish: Publish, calendar: Calendar, branch: Branch, other_branch: Branch, branch_manager: User
) -> None:
    me = Actor.user(branch_manager)
    set_branch_calendar(actor=me, branch_id=branch.pk, calendar_id=calendar.pk)
    assert publish(actor=me).number == 1
    with pytest.raises(NotAllowed):
        set_branch_calendar(actor=me, branch_id=other_branch.pk, calendar_id=calendar.pk)
    set_branch_calendar(actor=SYSTEM, branch_id=other_branch.pk, calendar_id=calendar.pk)
    with pytest.raises(NotAllowed):
        publish(actor=me, weekly=[DAY] * 7, base_number=1)
    with pytest.raises(NotAllowed):
        make_default(actor=me, calendar_id=calendar.pk)
    assert CalendarVersion.objects.count() == 1


def test_a_branch_manager_makes_a_calendar_for_the_own_branch(
    branch: Branch, branch_manager: User, lead: User, now: datetime
) -> None:
    me = Actor.user(branch_manager)
    with pytest.raises(NotAllowed):
        create_calendar(actor=me, code="mine", name="Mine", now=now)
    with pytest.raises(NotAllowed):
        create_calendar(actor=Actor.user(lead), code="mine", name="Mine", branch_id=branch.pk, now=now)
    assert not Calendar.objects.exists()
    made = create_calendar(actor=me, code="mine", name="Mine", branch_id=branch.pk, now=now)
    assert calendar_of_branch(branch.pk) == made.pk


def test_a_branch_without_a_calendar_works_by_the_default_one(
    calendar: Calendar, branch: Branch, now: datetime
) -> None:
    assert calendar_of_branch(branch.pk) is None
    make_default(actor=SYSTEM, calendar_id=calendar.pk)
    other = create_calendar(actor=SYSTEM, code="other", name="Other", branch_id=branch.pk, now=now)
    assert calendar_of_branch(branch.pk) == other.pk
    set_branch_calendar(actor=SYSTEM, branch_id=branch.pk, calendar_id=None)
    assert calendar_of_branch(branch.pk) == calendar.pk
    make_default(actor=SYSTEM, calendar_id=other.pk)
    assert Calendar.objects.get(is_default=True) == other


def test_a_timetable_of_a_version_is_compiled_once(publish: Publish) -> None:
    version = publish(exceptions={"2026-11-25": []})
    timetable = timetable_of(version.pk)
    opening = datetime(2026, 11, 26, 1, tzinfo=UTC)
    assert timetable.next_open(datetime(2026, 11, 24, 11, tzinfo=UTC)) == opening
    assert timetable_of(version.pk) is timetable


def test_the_list_costs_the_same_for_any_number(
    publish: Publish,
    calendar: Calendar,
    branch: Branch,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = publish()
    set_branch_calendar(actor=SYSTEM, branch_id=branch.pk, calendar_id=calendar.pk)
    for code in ("one", "two", "three"):
        create_calendar(actor=SYSTEM, code=code, name=code, now=now)
    with django_assert_num_queries(3):
        lines = reading.calendar_lines()
    found = {line.calendar.code: (line.version, line.branches) for line in lines}
    assert found["office"] == (version, [branch])
    assert found["one"] == (None, [])


def test_a_new_time_zone_database_is_a_new_version(
    publish: Publish, calendar: Calendar, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(exceptions={"2026-12-31": []}, notes={"2026-12-31": "Stocktaking"})
    assert reading.calendars_of_other_zone_data() == []
    for module in (publishing, reading):
        monkeypatch.setattr(module, "zone_data_version", lambda: "2030z")
    assert reading.calendars_of_other_zone_data() == [first]
    [second] = publishing.republish_for_zone_data(actor=SYSTEM, now=now)
    assert (second.number, second.zone_data) == (2, "2030z")
    assert (second.exceptions, second.notes) == (first.exceptions, first.notes)
    assert first.zone_data in second.reason
    assert publishing.republish_for_zone_data(actor=SYSTEM, now=now) == []


def test_coming_exceptions_begin_today(publish: Publish, now: datetime) -> None:
    today = now.date()
    days: dict[str, Any] = {(today + timedelta(days=number)).isoformat(): [] for number in (-1, 0, 9)}
    version = publish(exceptions=days)
    assert [day for day, _, _ in reading.coming_exceptions(version, today)] == [
        today,
        date(2026, 12, 3),
    ]


def test_management_of_a_branch_is_bound_to_none(manager: User, calendar: Calendar, branch: Branch) -> None:
    boss = make_staff("boss", "management", branch)
    assert make_default(actor=Actor.user(boss), calendar_id=calendar.pk).is_default
    set_branch_calendar(actor=Actor.user(manager), branch_id=branch.pk, calendar_id=calendar.pk)
    assert BranchCalendar.objects.get().branch == branch
