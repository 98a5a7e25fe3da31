"""When a delivery that failed for a passing reason is tried again."""

from datetime import datetime, timedelta

# A restarted server is back within a minute, greylisting ends within half an hour, outages within hours.
GAPS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# Longer than a mail dialogue in which every step uses its whole time-out; then the worker is taken for dead.
LEASE = timedelta(minutes=5)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """The instant of the next attempt after `attempts` failed ones, or None when it is time to give up."""
    return now + GAPS[attempts - 1] if attempts <= len(GAPS) else None
