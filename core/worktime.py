"""Time arithmetic without Django, without a clock of its own: elapsed time, in whole seconds.

Working calendars join here; the names of the two operations stay (semantics, section 1).
"""

from datetime import datetime, timedelta


def add(start: datetime, seconds: int) -> datetime:
    """The instant `seconds` of elapsed time after `start` (before it when negative)."""
    return start + timedelta(seconds=seconds)


def between(start: datetime, end: datetime) -> int:
    """Elapsed seconds in `[start, end)`; raises ValueError when `end` lies before `start`."""
    if end < start:
        raise ValueError("the end lies before the start")
    return int((end - start).total_seconds())
