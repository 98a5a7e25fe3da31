"""The promises that a message speaks of, as they stand at delivery."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.instants import long_instant
from core.moments import from_text
from core.spans import long_span
from notifications.wording import ANY_MISSED, MISSED
from sla.selectors.promises import PromiseView, all_promises_of, promises_of
from tickets.models import LogEntry, Ticket


@dataclass(frozen=True, slots=True)
class PromiseNews:
    """One promise in a message: the clock as it stands now, and the log entry that tells of it."""

    view: PromiseView
    facts: dict[str, Any]
    owner: str

    @property
    def due_at(self) -> datetime:
        """The instant that was promised when the entry was written; a later change does not touch it."""
        return (
            from_text(self.facts["due_at"]) if "due_at" in self.facts else self.view.due_at or self.view.now
        )

    @property
    def is_kept(self) -> bool:
        return self.view.stopped_at is not None and self.view.state in ("met", "met_late")

    @property
    def late_seconds(self) -> int:
        """How far past the deadline it was kept, or is now."""
        return max(int(((self.view.stopped_at or self.view.now) - self.due_at).total_seconds()), 0)

    @property
    def what_happened(self) -> str:
        """What was promised and what became of it, in the active language and zone."""
        words = MISSED.get(self.view.metric, ANY_MISSED)
        now, stopped = self.view.now, self.view.stopped_at
        if self.is_kept and stopped is not None:
            return str(words.kept_late).format(
                title=self.view.title,
                due=long_instant(self.due_at, now),
                stopped=long_instant(stopped, now),
                late=long_span(self.late_seconds),
            )
        return str(words.still_open).format(title=self.view.title, due=long_instant(self.due_at, now))

    @property
    def next_step(self) -> str:
        """What happens next and who does it; nothing once it was kept or no longer applies."""
        if self.view.stopped_at is not None:
            return ""
        return str(MISSED.get(self.view.metric, ANY_MISSED).next_step).format(owner=self.owner)


def views_of(ticket: Ticket, *, is_staff: bool, now: datetime) -> list[PromiseView]:
    """The promises of `ticket`, the next deadline first; only staff hear of departments' tasks."""
    if is_staff:
        return all_promises_of(ticket, now=now)
    return list(promises_of([ticket], now=now)[ticket.pk])


def news_of(ticket: Ticket, entries: Iterable[LogEntry], views: Iterable[PromiseView]) -> list[PromiseNews]:
    """The promises that `entries` tell of, each once, in the order of the entries."""
    by_clock = {view.clock_id: view for view in views}
    told = {entry.payload.get("clock"): entry.payload for entry in entries}
    return [
        PromiseNews(view=by_clock[clock], facts=facts, owner=str(ticket.owner))
        for clock, facts in told.items()
        if clock in by_clock
    ]
