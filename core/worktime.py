"""Time arithmetic without Django, without a clock of its own: elapsed and working time, in whole seconds.

One place to import from. `add` and `between` are elapsed time; `ELAPSED` and what `compile_calendar` gives
answer the same questions, so that callers have one path (semantics of a calendar: `core.calendar_rules`).
"""

from core.calendar_rules import Calendar, Window
from core.elapsed import ELAPSED, add, between
from core.timetable import CLOSE_OF_BUSINESS, SAME_TIME, CalendarExhausted, Convention, Timetable
from core.working import compile_calendar, has_open_time_within

__all__ = [
    "CLOSE_OF_BUSINESS",
    "ELAPSED",
    "SAME_TIME",
    "Calendar",
    "CalendarExhausted",
    "Convention",
    "Timetable",
    "Window",
    "add",
    "between",
    "compile_calendar",
    "has_open_time_within",
]
