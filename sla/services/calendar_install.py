"""The calendar that ships: office hours in China with the statutory holidays that are known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from core.actors import Actor
from sla.holiday_china import CODE as CHINA
from sla.holiday_china import is_announced
from sla.holiday_tables import holiday_table
from sla.models import Calendar, CalendarVersion
from sla.selectors.calendars import current_version, default_calendar
from sla.services.calendars import create_calendar, make_default, publish_version
from sla.services.holidays import propose_holidays

OFFICE = "CN-OFFICE"
NAME = "Office hours, China / 中国办公时间"
ZONE = "Asia/Shanghai"
HOURS = [["09:00", "12:00"], ["13:30", "18:00"]]
WEEK = [*([HOURS] * 5), [], []]


@transaction.atomic
def install_calendar(*, actor: Actor, now: datetime) -> CalendarVersion:
    """Install CN-OFFICE with the holidays of this and next year, as the default where there is none yet.

    Where it is installed already, its newest version is returned and nothing changes.
    """
    calendar = Calendar.objects.filter(code=OFFICE).first()
    installed = current_version(calendar.pk) if calendar else None
    if installed is not None:
        return installed
    calendar = calendar or create_calendar(actor=actor, code=OFFICE, name=NAME, now=now)
    version = _with_known_holidays(CalendarVersion(zone=ZONE, weekly=WEEK, exceptions={}, notes={}), now)
    published = publish_version(
        actor=actor,
        calendar_id=calendar.pk,
        zone=ZONE,
        weekly=WEEK,
        exceptions=version.exceptions,
        notes=version.notes,
        reason="",
        base_number=0,
        now=now,
    )
    if default_calendar() is None:
        make_default(actor=actor, calendar_id=calendar.pk)
    return published


def _with_known_holidays(version: CalendarVersion, now: datetime) -> CalendarVersion:
    """The same, not saved, with the holidays of this year and the next where they have been announced."""
    this_year = now.astimezone(ZoneInfo(ZONE)).year
    for year in filter(is_announced, (this_year, this_year + 1)):
        proposal = propose_holidays(version, holiday_table(country=CHINA, year=year))
        version.exceptions, version.notes = proposal.exceptions, proposal.notes
    return version
