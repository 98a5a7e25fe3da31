"""Statutory holidays and make-up days come by one command; an unknown year changes nothing."""

import json
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.actors import Actor
from core.errors import DomainError
from sla.calendar_changes import LeftOut
from sla.calendar_notes import note_text
from sla.holiday_tables import holiday_table
from sla.models import Calendar, CalendarVersion
from sla.selectors.calendars import current_version, default_calendar
from sla.selectors.timetables import timetable_of
from sla.services.calendar_install import HOURS, install_calendar
from sla.services.calendars import create_calendar, publish_version
from sla.services.holidays import load_holidays, propose_holidays

SYSTEM = Actor.system("test")
OFFICIAL: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "core/conformance/cn_workdays_2025.json").read_text("utf-8")
)


@pytest.fixture
def calendar(db: None, now: datetime) -> Calendar:
    """Mondays shorter than the other days, every day of the week worked."""
    calendar = create_calendar(actor=SYSTEM, code="office", name="Office", now=now)
    publish(calendar, now, [[["09:00", "15:00"]], *[HOURS] * 4, [["10:00", "12:00"]], []])
    return calendar


def publish(calendar: Calendar, now: datetime, weekly: list[Any], **facts: Any) -> CalendarVersion:
    usual: dict[str, Any] = {"exceptions": {}, "notes": {}, "reason": "By hand", "base_number": 0}
    return publish_version(
        actor=SYSTEM, calendar_id=calendar.pk, zone="Asia/Shanghai", weekly=weekly, now=now, **usual | facts
    )


def load(
    calendar: Calendar, now: datetime, country: str = "CN", year: int = 2025, **facts: Any
) -> CalendarVersion:
    return load_holidays(actor=SYSTEM, calendar_id=calendar.pk, country=country, year=year, now=now, **facts)


def test_the_working_days_of_2025_are_the_official_ones(db: None, now: datetime) -> None:
    calendar = create_calendar(actor=SYSTEM, code="office", name="Office", now=now)
    publish(calendar, now, [*[HOURS] * 5, [], []])
    timetable = timetable_of(load(calendar, now).pk)
    for day in OFFICIAL:
        business = timetable.opens_and_closes(date.fromisoformat(day["date"]))
        assert (business is not None) == day["working_day"], day["id"]


def test_every_official_day_off_and_make_up_day_is_there_weekends_too() -> None:
    table = holiday_table(country="cn", year=2025)
    off = {day["date"] for day in OFFICIAL if day["group"] == "statutory_day_off"}
    worked = {day["date"] for day in OFFICIAL if day["group"] == "makeup_workday"}
    assert {day.isoformat() for day in table.closed} == off
    assert {day.isoformat() for day in table.make_up} == worked


def test_days_carry_the_festivals_name_in_both_languages(calendar: Calendar, now: datetime) -> None:
    version = load(calendar, now)
    assert version.notes["2025-10-01"] == {"en": "National Day", "zh-hans": "国庆节"}
    assert version.notes["2025-10-06"]["zh-hans"] == "中秋节"
    assert version.notes["2025-10-08"]["zh-hans"] == "国庆节"  # a moved day off
    assert version.notes["2025-04-05"]["zh-hans"] == "清明节"  # the Saturday within
    assert version.notes["2025-06-02"]["en"] == "Dragon Boat Festival"
    assert note_text(version.notes["2025-10-11"], "zh-hans") == "国庆节调休上班"
    assert "Spring Festival" in note_text(version.notes["2025-01-26"], "en")


def test_make_up_days_have_mondays_hours_or_those_of_another_day(calendar: Calendar, now: datetime) -> None:
    assert load(calendar, now).exceptions["2025-10-11"] == [["09:00", "15:00"]]
    assert load(calendar, now, weekday=1).exceptions["2025-10-11"] == HOURS


def test_loading_again_publishes_nothing(calendar: Calendar, now: datetime) -> None:
    assert load(calendar, now) == load(calendar, now)
    assert CalendarVersion.objects.count() == 2


def test_hours_that_somebody_entered_for_a_date_stay(calendar: Calendar, now: datetime) -> None:
    week = [[["09:00", "15:00"]], *[HOURS] * 6]
    half = {"2025-10-01": [["09:00", "10:00"]], "2025-10-02": []}
    publish(calendar, now, week, exceptions=half, notes={"2025-10-01": "Emergency desk"}, base_number=1)
    version = load(calendar, now)
    assert version.exceptions["2025-10-01"] == [["09:00", "10:00"]]
    assert version.notes["2025-10-01"] == "Emergency desk"
    proposal = propose_holidays(version, holiday_table(country="CN", year=2025))
    assert proposal.is_empty
    why = {skipped.day: skipped.why for skipped in proposal.skipped}
    assert why[date(2025, 10, 1)] == LeftOut.TYPED_HOURS
    assert why[date(2025, 10, 3)] == LeftOut.SAME


@pytest.mark.parametrize("year", [2027, 2200, 1900])
def test_a_year_that_is_not_announced_is_refused_and_changes_nothing(
    calendar: Calendar, now: datetime, year: int
) -> None:
    with pytest.raises(DomainError) as refused:
        load(calendar, now, year=year)
    assert refused.value.code == "holidays_not_known"
    assert str(year) in refused.value.text
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("country", "region", "code"),
    [("XX", "", "no_such_country"), ("DE", "XX", "no_such_region"), ("CN", "BJ", "no_such_region")],
)
def test_an_unknown_place_is_refused(
    calendar: Calendar, now: datetime, country: str, region: str, code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        load(calendar, now, country=country, region=region)
    assert refused.value.code == code
    assert CalendarVersion.objects.count() == 1


def test_other_countries_and_their_regions_load_as_well(calendar: Calendar, now: datetime) -> None:
    bavaria = load(calendar, now, country="de", year=2026, region="BY")
    assert bavaria.exceptions["2026-01-06"] == []
    assert note_text(bavaria.notes["2026-10-03"], "en") == "German Unity Day"
    assert bavaria.reason == "DE 2026"
    assert "2026-01-06" not in holiday_table(country="DE", year=2026).closed


def test_a_country_without_our_languages_keeps_its_own_names() -> None:
    names = holiday_table(country="GL", year=2026).closed
    assert all(note_text(name, "zh-hans") for name in names.values())


def test_the_command_loads_by_one_call_and_says_so(calendar: Calendar) -> None:
    said = StringIO()
    call_command("load_holidays", "CN", "2026", calendar="office", stdout=said)
    assert "office: version 2 is published" in said.getvalue()
    call_command("load_holidays", "CN", "2026", calendar="office", stdout=said)
    assert "already" in said.getvalue()
    assert CalendarVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("CN", "2027"), "2027"), (("CN", "2026", "--calendar", "none"), "office")],
)
def test_the_command_says_what_is_wrong(calendar: Calendar, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("load_holidays", *(("--calendar", "office") if len(arguments) == 2 else ()), *arguments)
    assert CalendarVersion.objects.count() == 1


def test_the_calendar_that_ships_is_installed_once_as_the_default(db: None, now: datetime) -> None:
    version = install_calendar(actor=SYSTEM, now=now)
    assert version.calendar == default_calendar()
    assert version.exceptions["2026-10-01"] == []
    assert version.exceptions["2026-10-10"] == HOURS
    assert not any(day.startswith("2027") for day in version.exceptions)
    assert install_calendar(actor=SYSTEM, now=now) == version
    call_command("install_calendar", stdout=StringIO())
    assert CalendarVersion.objects.count() == 1


def test_installing_leaves_another_default_alone(calendar: Calendar, now: datetime) -> None:
    Calendar.objects.update(is_default=True)
    install_calendar(actor=SYSTEM, now=now)
    assert default_calendar() == calendar


def test_the_command_for_a_new_time_zone_database_has_nothing_to_do(calendar: Calendar) -> None:
    said = StringIO()
    call_command("republish_calendars", stdout=said)
    assert "Every calendar" in said.getvalue()
    assert current_version(calendar.pk) == CalendarVersion.objects.get()
