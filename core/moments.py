"""Instants: timezone-aware UTC, whole seconds (semantics, section 1 and 3)."""

from datetime import UTC, datetime

# Years in which something can happen here. Every zone can show an instant of them; of year 9999 some cannot.
YEARS = range(2000, 2200)


def to_second(instant: datetime) -> datetime:
    """`instant` in UTC, cut to the second; raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).replace(microsecond=0)


def to_text(instant: datetime) -> str:
    """The form instants have inside log payloads: `2026-11-24T12:20:00Z`."""
    return to_second(instant).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`; raises ValueError on anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
