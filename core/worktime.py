"""Time arithmetic without Django, without a clock of its own: elapsed time, in whole seconds.

Working calendars join here; the names of the two operations stay (semantics, section 1).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def add(start: datetime, seconds: int) -> datetime:
    """The instant `seconds` of elapsed time after `start` (before it when negative)."""
    return start + timedelta(seconds=seconds)


def between(start: datetime, end: datetime) -> int:
    """Elapsed seconds in `[start, end)`; raises ValueError when `end` lies before `start`."""
    if end < start:
        raise ValueError("the end lies before the start")
    return int((end - start).total_seconds())


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time as `spans`, sorted, without overlap and without empty ones."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
