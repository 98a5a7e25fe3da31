"""What every sentence about a log entry is made with: names, instants, patterns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.instants import dated_instant, short_instant
from core.moments import from_text
from tickets.models import LogEntry

Facts = Mapping[str, Any]
Words = Callable[[LogEntry], str]


def person(entry: LogEntry, pk: int | None) -> str:
    """The name of a member of staff the payload points to."""
    return getattr(entry, "people", {}).get(pk, "") or _("somebody who has left")


def who(entry: LogEntry) -> str:
    """Who did it, by name; our own parts by what they are for."""
    return getattr(entry, "actor_label", "") or _("The service desk")


def moment(text: str) -> str:
    """An instant of a payload in the reader's zone and language."""
    return local(from_text(text))


def local(instant: datetime) -> str:
    """Inside a sentence: the time alone for today."""
    now = timezone.now()
    is_today = timezone.localdate(instant) == timezone.localdate(now)
    return short_instant(instant, now) if is_today else dated_instant(instant, now)


def written(pattern: Callable[[], str]) -> Words:
    """A line that needs only who did it; the pattern is translated when it is read."""

    def words(entry: LogEntry) -> str:
        return pattern() % {"who": who(entry)}

    return words
