"""Loading statutory holidays: a new version of the calendar, made from a table by one call."""

from datetime import date, datetime

from core.actors import Actor
from sla.calendar_changes import Hours, Proposal, propose
from sla.calendar_notes import Note
from sla.holiday_tables import HolidayTable, holiday_table
from sla.models import CalendarVersion
from sla.selectors.calendars import NoSuchCalendar, current_version
from sla.services.calendars import publish_version

MONDAY = 0


def propose_holidays(version: CalendarVersion, table: HolidayTable, *, weekday: int = MONDAY) -> Proposal:
    """What loading `table` would change; make-up days get the weekly hours of `weekday` (0 is Monday).

    Hours that somebody entered for a date by hand stay.
    """
    hours: Hours = version.weekly[weekday]
    closed: list[tuple[date, Hours, Note]] = [(day, [], name) for day, name in table.closed.items()]
    worked = [(day, hours, name) for day, name in table.make_up.items()] if hours else []
    return propose(version.exceptions, version.notes, closed + worked, keeps_typed=True)


def load_holidays(
    *,
    actor: Actor,
    calendar_id: int,
    country: str,
    year: int,
    region: str = "",
    weekday: int = MONDAY,
    now: datetime,
) -> CalendarVersion:
    """Publish a calendar with the holidays of a year; the newest version itself when it has them already.

    Raises NoSuchCalendar for one without hours yet, and the errors of `holiday_table` and `publish_version`.
    """
    version = current_version(calendar_id)
    if version is None:
        raise NoSuchCalendar(calendar=calendar_id)
    table = holiday_table(country=country, year=year, region=region)
    proposal = propose_holidays(version, table, weekday=weekday)
    if proposal.is_empty:
        return version
    return publish_version(
        actor=actor,
        calendar_id=calendar_id,
        zone=version.zone,
        weekly=version.weekly,
        exceptions=proposal.exceptions,
        notes=proposal.notes,
        reason=reason_for(table),
        base_number=version.number,
        now=now,
    )


def reason_for(table: HolidayTable) -> str:
    """For instance "CN 2026": it stays with the version, whatever language its readers have."""
    return f"{table.country} {table.year}"
