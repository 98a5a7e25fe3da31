"""The exceptions of a draft by month, so that a year of them stays short."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from servicedesk.insights.calendars_draft import Row

FEW = 4
FIELDS = ("day", "hours")


@dataclass(frozen=True, slots=True)
class Month:
    """Rows that follow each other in one month, each with its number in the draft."""

    name: str
    rows: list[tuple[int, Row]]
    is_open: bool


def months_of(rows: Sequence[Row], *, places: Collection[str] = (), touched: str = "") -> list[Month]:
    """In the order of the rows; open where something is to be typed or corrected, and where somebody is.

    `places`: the fields with something wrong; `touched`: the month that was changed last.
    """
    months = []
    for key, group in groupby(enumerate(rows), key=lambda pair: pair[1].day[:7]):
        mine, name = list(group), _name_of(key)
        is_wrong = any(f"{field}-{number}" in places for number, _row in mine for field in FIELDS)
        is_open = len(rows) <= FEW or not name or key == touched or is_wrong
        months.append(Month(name or _("New exceptions"), mine, is_open))
    return months


def _name_of(key: str) -> str:
    """ "2026-10" as "October 2026"; nothing where no date was entered yet."""
    try:
        return date_format(date.fromisoformat(f"{key}-01"), "YEAR_MONTH_FORMAT")
    except ValueError:
        return ""
