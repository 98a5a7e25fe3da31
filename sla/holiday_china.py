"""The statutory holidays of the PRC with their moved working days (调休), as they are announced each year.

The package names the festivals and says which working day was moved where. A festival's days off are one run
of dates; the weekend days in it are off as well, which matters to those who otherwise work on them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from sla.holiday_package import Names, names_of, package

CODE = "CN"
SATURDAY = 5
ONE_DAY = timedelta(days=1)
OBSERVED = re.compile(r"\s*[(（](observed|补假)[)）]$")
MAKE_UP = {"en": "Working day moved for {festival}", "zh-hans": "{festival}调休上班"}
DATES_OF_A_MOVE = 4  # month, day, month, day; a fifth figure is the year of the second date


def is_announced(year: int) -> bool:
    """Whether the working days of `year` that were moved are known; before that its table is but a guess."""
    return year in package(CODE).special_public_holidays


def closed_days(year: int) -> dict[date, Names]:
    """Every day off for a festival, weekends within included."""
    names, moved = names_of(CODE, "", [year]), moved_days(year)
    festive = {day: _plain(name) for day, name in names.items() if day not in moved}
    closed: dict[date, Names] = {}
    for run in _runs(names, {worked for to in (year, year + 1) for worked in moved_days(to).values()}):
        festival = _most_common([festive[day] for day in run if day in festive])
        closed |= {day: festive.get(day, festival) for day in run if day.year == year}
    return closed


def make_up_days(year: int) -> dict[date, Names]:
    """The weekend days of `year` on which the house works instead."""
    return {
        worked: {lang: MAKE_UP[lang].format(festival=name) for lang, name in closed_days(to)[off].items()}
        for to in (year, year + 1)
        if is_announced(to)
        for off, worked in moved_days(to).items()
        if worked.year == year
    }


def moved_days(year: int) -> dict[date, date]:
    """Day off in `year` -> the weekend day worked instead."""
    rows = package(CODE).special_public_holidays.get(year, ())
    moves = [row for row in rows if len(row) >= DATES_OF_A_MOVE]
    return {
        date(year, *row[:2]): date(row[4] if len(row) > DATES_OF_A_MOVE else year, *row[2:4]) for row in moves
    }


def _runs(days: Collection[date], worked: Collection[date]) -> Iterator[list[date]]:
    """Days off in one stretch, the weekend days beside and between them included."""

    def is_off(day: date) -> bool:
        return day in days or (day.weekday() >= SATURDAY and day not in worked)

    seen: set[date] = set()
    for day in sorted(days):
        if day in seen:
            continue
        first = last = day
        while is_off(first - ONE_DAY):
            first -= ONE_DAY
        while is_off(last + ONE_DAY):
            last += ONE_DAY
        run = [first + number * ONE_DAY for number in range((last - first).days + 1)]
        seen.update(run)
        yield run


def _plain(names: Names) -> Names:
    """Without the package's remark that the day is kept on another date."""
    return {language: OBSERVED.sub("", name) for language, name in names.items()}


def _most_common(names: Sequence[Names]) -> Names:
    """The festival that a stretch is named after."""
    [(winner, _)] = Counter(tuple(sorted(name.items())) for name in names).most_common(1)
    return dict(winner)
