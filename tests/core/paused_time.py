"""Open time less pauses, put together from `add` and `between` alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.worktime import Timetable

Pause = tuple[datetime, datetime | None]

SECOND = timedelta(seconds=1)


def between_less_pauses(timetable: Timetable, start: datetime, end: datetime, pauses: Iterable[Pause]) -> int:
    """Open seconds in `[start, end)` that no pause covers."""
    total = timetable.between(start, end)
    for begin, finish in _apart(pauses):
        left, right = max(start, begin), min(end, finish or end)
        if left < right:
            total -= timetable.between(left, right)
    return total


def add_less_pauses(
    timetable: Timetable, start: datetime, seconds: int, pauses: Iterable[Pause]
) -> datetime | None:
    """The earliest instant that so many counted seconds lie before; None when a pause never ends before it.

    Negative amounts go the other way, from pause to pause backwards.
    """
    if seconds < 0:
        return _subtract(timetable, start, -seconds, _apart(pauses))
    at = start
    for begin, finish in _apart(pauses):
        if finish is not None and finish <= at:
            continue
        if at < begin:
            ahead = timetable.between(at, begin)
            if seconds <= ahead:
                break
            seconds -= ahead
        elif seconds == 0:
            break
        if finish is None:
            return None
        at = finish
    return timetable.add(at, seconds)


def _subtract(timetable: Timetable, start: datetime, seconds: int, pauses: list[Pause]) -> datetime:
    at = start
    for begin, finish in reversed(pauses):
        if begin >= at:
            continue
        if finish is not None and finish < at:
            behind = timetable.between(finish, at)
            if seconds <= behind:
                break
            seconds -= behind
        at = begin
    return timetable.add(at, -seconds)


def _apart(pauses: Iterable[Pause]) -> list[Pause]:
    """The same pauses in order, overlapping ones made one."""
    apart: list[Pause] = []
    for begin, finish in sorted(pauses, key=lambda pause: pause[0]):
        if finish is not None and finish <= begin:
            continue
        if apart and ((last := apart[-1][1]) is None or begin <= last):
            apart[-1] = (apart[-1][0], None if last is None or finish is None else max(last, finish))
        else:
            apart.append((begin, finish))
    return apart
