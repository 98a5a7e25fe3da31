"""Every conformance case: facts of working time on which many systems and two slow methods agree."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.worktime import Calendar, compile_calendar
from tests.core.paused_time import add_less_pauses, between_less_pauses

CASES = Path(__file__).parent / "conformance"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Case = dict[str, Any]


def read(name: str) -> list[Case]:
    cases: list[Case] = json.loads((CASES / name).read_text("utf-8"))
    return cases


def calendar_of(case: Case) -> Calendar:
    weekly = [case["weekly_hours"].get(day, []) for day in WEEKDAYS]
    extra = dict.fromkeys(case["extra_working_days"], case.get("extra_day_hours", weekly[0]))
    closed: dict[str, list[list[str]]] = {day: [] for day in case["holidays"]}
    return Calendar.read(case["timezone"], weekly, extra | closed | case.get("date_hours", {}))


def pauses_of(case: Case) -> list[tuple[datetime, datetime | None]]:
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
        for begin, end in case["pauses"]
    ]


@pytest.mark.parametrize(
    "case", read("worktime.json") + read("cn_worktime.json"), ids=lambda case: case["id"]
)
def test_working_time_is_what_the_case_says(case: Case) -> None:
    timetable = compile_calendar(calendar_of(case))
    start = datetime.fromisoformat(case["start"])
    if case["kind"] == "working_time_between":
        end = datetime.fromisoformat(case["end"])
        assert between_less_pauses(timetable, start, end, pauses_of(case)) == case["expected"]
    else:
        reached = add_less_pauses(timetable, start, case["amount_seconds"], pauses_of(case))
        assert reached == datetime.fromisoformat(case["expected"])


def test_a_year_of_working_days_with_make_up_days_is_the_official_one() -> None:
    days = read("cn_workdays_2025.json")
    hours = [["09:00", "12:00"], ["13:30", "18:00"]]
    festive = {day["date"]: hours if day["working_day"] else [] for day in days if day["festival"]}
    timetable = compile_calendar(Calendar.read("Asia/Shanghai", [hours] * 5 + [[], []], festive))
    for day in days:
        business = timetable.opens_and_closes(date.fromisoformat(day["date"]))
        assert (business is not None) == day["working_day"], day["id"]
