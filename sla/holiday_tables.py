"""The holidays of a country and year: dates closed, and weekend days worked instead.

The PRC moves working days about each year. A year that has not been announced is refused, although its
festivals could be computed: half a table is a wrong one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput, Conflict
from sla import holiday_china
from sla.calendar_notes import Note
from sla.holiday_package import known_regions, names_of, package

WORKED = {"en": "Working day, moved", "zh-hans": "调休上班"}


class NoSuchCountry(BadInput):
    code = "no_such_country"
    message = _("No holidays are known for “{country}”. Enter a code of ISO 3166, for example CN, JP or DE.")


class NoSuchRegion(BadInput):
    code = "no_such_region"
    message = _("“{region}” is no region of {country}. These are known: {known}.")


class HolidaysNotKnown(Conflict):
    code = "holidays_not_known"
    message = _(
        "The holidays of {country} for {year} have not been published yet, or this version of the software "
        "does not know them. Nothing was changed. Load them after an update, or enter them by hand."
    )


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """The closed dates and the make-up days of one year, with the names of the festivals by language."""

    country: str
    year: int
    closed: Mapping[date, Note]
    make_up: Mapping[date, Note]


def holiday_table(*, country: str, year: int, region: str = "") -> HolidayTable:
    """The table of one year; raises NoSuchCountry, NoSuchRegion, HolidaysNotKnown."""
    country, region = country.strip().upper(), region.strip()
    regions = known_regions()
    if country not in regions:
        raise NoSuchCountry(country=country)
    if region and region not in regions[country]:
        raise NoSuchRegion(region=region, country=country, known=", ".join(regions[country]) or "-")
    is_china = country == holiday_china.CODE
    if is_china and not holiday_china.is_announced(year):
        raise HolidaysNotKnown(country=country, year=year)
    table = _china(year) if is_china else _elsewhere(country, region, year)
    if not table.closed:
        raise HolidaysNotKnown(country=country, year=year)
    return table


def _china(year: int) -> HolidayTable:
    return HolidayTable(
        holiday_china.CODE, year, holiday_china.closed_days(year), holiday_china.make_up_days(year)
    )


def _elsewhere(country: str, region: str, year: int) -> HolidayTable:
    names = names_of(country, region, [year])
    worked = sorted(day for day in package(country, region, year).weekend_workdays if day.year == year)
    return HolidayTable(
        country=country,
        year=year,
        closed={day: name for day, name in sorted(names.items()) if day.year == year},
        make_up=dict.fromkeys(worked, WORKED),
    )
