"""What somebody typed about a calendar: kept as typed, read into a version's form, or told what is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from sla.calendar_notes import note_text
from sla.models import CalendarVersion

DAYS = 7
MOST_ROWS = 400
TIME = re.compile(r"(\d{1,2})(?:[:：.]?(\d{2}))?$")
RANGE = re.compile(r"\s*[-–—~至到]\s*")
Window = tuple[str, str]


@dataclass(slots=True)
class Row:
    """A date, its hours ("09:00–12:00, 13:30–18:00"; empty is closed) and a note, as typed."""

    day: str = ""
    hours: str = ""
    note: str = ""


@dataclass(slots=True)
class Draft:
    """`days`: the typed windows of each weekday, Monday first; `rows`: exceptions from this year on."""

    zone: str
    days: list[list[Window]]
    rows: list[Row]
    reason: str = ""
    base_number: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    touched: str = ""  # the month in which a row was dropped last

    @classmethod
    def of_version(cls, version: CalendarVersion | None, zone: str, first: str) -> Self:
        """The newest version to edit; without one, an empty week."""
        if version is None:
            return cls(zone, [[] for _day in range(DAYS)], [])
        days = [[(opens, closes) for opens, closes in hours] for hours in version.weekly]
        rows = [
            Row(day, words(hours), note_text(version.notes.get(day)))
            for day, hours in sorted(version.exceptions.items())
            if day >= first
        ]
        return cls(version.zone, days, rows, base_number=version.number)

    @classmethod
    def of_post(cls, post: QueryDict) -> Self:
        days = [
            list(zip(post.getlist(f"from-{day}"), post.getlist(f"until-{day}"), strict=False))
            for day in range(DAYS)
        ]
        typed = zip(post.getlist("day"), post.getlist("hours"), post.getlist("note"), strict=False)
        rows = [Row(*(text.strip() for text in row)) for row in typed][:MOST_ROWS]
        base = post.get("base", "0")
        return cls(
            zone=post.get("zone", "").strip(),
            days=days,
            rows=[row for row in rows if row.day or row.hours or row.note],
            reason=post.get("reason", "").strip(),
            base_number=int(base) if base.isdecimal() and len(base) < DAYS else 0,
        )

    def step(self, name: str) -> None:
        """Add or drop a window or a row, or copy Monday: what the buttons without a script do."""
        action, _dash, where = name.partition("-")
        place = [int(part) for part in where.split("-") if part.isdecimal()]
        if action == "copy":
            self.days[1:5] = [list(self.days[0]) for _day in range(4)]
        elif action == "row":
            self.rows.append(Row())
        elif action == "add" and place and place[0] < DAYS:
            self.days[place[0]].append(("", ""))
        elif action == "drop" and len(place) > 1 and place[0] < DAYS:
            del self.days[place[0]][place[1] : place[1] + 1]
        elif action == "forget" and place:
            self.touched = "".join(row.day[:7] for row in self.rows[place[0] : place[0] + 1])
            del self.rows[place[0] : place[0] + 1]

    def weekly(self) -> list[list[list[str]]]:
        """The week in its stored form; what cannot be read is added to `problems`."""
        return [self._day(day, windows) for day, windows in enumerate(self.days)]

    def _day(self, day: int, windows: Iterable[Window]) -> list[list[str]]:
        found = []
        for number, (opens, closes) in enumerate(windows):
            if not opens.strip() and not closes.strip():
                continue
            window = [time_of(opens), time_of(closes)]
            if None in window or window[0] == "24:00":
                said = _("{day}: enter times like 09:00 and 18:00.").format(day=WEEKDAYS[day])
                self.problems.append((f"from-{day}-{number}", said))
            found.append([time or "" for time in window])
        return found

    def exceptions(
        self, version: CalendarVersion | None, first: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Exceptions and notes; those before `first` stay as they are in `version`."""
        old: Mapping[str, Any] = version.exceptions if version else {}
        notes: Mapping[str, Any] = version.notes if version else {}
        exceptions = {day: hours for day, hours in old.items() if day < first}
        kept = {day: note for day, note in notes.items() if day < first}
        for number, row in enumerate(self.rows):
            hours = self._row(number, row, exceptions)
            if hours is None:
                continue
            exceptions[row.day] = hours
            same = old.get(row.day) == hours and note_text(notes.get(row.day)) == row.note
            kept[row.day] = notes.get(row.day, "") if same else row.note
        return exceptions, kept

    def _row(self, number: int, row: Row, taken: Mapping[str, Any]) -> list[list[str]] | None:
        try:
            is_date = len(row.day) == len("2026-10-01") and bool(date.fromisoformat(row.day))
        except ValueError:
            is_date = False
        if not is_date:
            self.problems.append((f"day-{number}", _("Enter the date of each exception.")))
            return None
        if row.day in taken:
            said = _("{day} is there twice. Put its hours into one line.").format(day=row.day)
            self.problems.append((f"day-{number}", said))
        hours = hours_of(row.hours)
        if hours is None:
            said = _("{day}: write hours like 09:00–12:00, 13:30–18:00, or leave them empty for closed.")
            self.problems.append((f"hours-{number}", said.format(day=row.day)))
        return hours


def time_of(text: str) -> str | None:
    """ "9", "930", "9:30" and "09：30" as HH:MM; None for anything else."""
    match = TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    is_time = (hour < 24 and minute < 60) or (hour == 24 and minute == 0)  # noqa: PLR2004 -- the clock
    return f"{hour:02}:{minute:02}" if is_time else None


def hours_of(text: str) -> list[list[str]] | None:
    """ "09:00–12:00, 13:30–18:00" in its stored form, nothing as closed; None for anything else."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[,，;；]", text))):
        times = [time_of(end) for end in RANGE.split(part)]
        if len(times) != 2 or None in times or times[0] == "24:00":  # noqa: PLR2004 -- from and until
            return None
        found.append([time or "" for time in times])
    return found


def words(hours: list[list[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in hours)
