"""Quiet hours of a person: when messages that are not urgent wait (semantics, section 5). Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_end(*, begins: time | None, ends: time | None, zone: str, at: datetime) -> datetime | None:
    """When the quiet hours that hold at `at` are over; None outside them, or where none are set.

    The hours are read off the wall clock of `zone`, may run past midnight, and end with the clock showing
    `ends` (on a day that skips that reading, as much later as it skips).
    """
    if begins is None or ends is None or begins == ends:
        return None
    wall = at.astimezone(ZoneInfo(zone))
    is_night = begins > ends
    reading = wall.timetz().replace(tzinfo=None)
    is_quiet = (reading >= begins or reading < ends) if is_night else begins <= reading < ends
    if not is_quiet:
        return None
    day = wall.date() + timedelta(days=1 if is_night and reading >= begins else 0)
    return datetime.combine(day, ends, ZoneInfo(zone)).astimezone(at.tzinfo)
