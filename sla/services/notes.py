"""What people decided about clocks and breaches: the log says it, the book remembers it."""

from core.actors import ActorKind
from sla.models import Breach
from sla.services.book import Book
from tickets.models import LogEntry


def note_acknowledgement(book: Book, entry: LogEntry) -> None:
    """The remaining warnings of a clock stop."""
    for clock in book.live:
        if clock.pk == entry.payload["clock"]:
            clock.acknowledged_at = entry.happened_at


def note_excuse(book: Book, entry: LogEntry) -> None:
    """The breach stays; the excuse stands beside it."""
    breach = _breach(book, entry)
    breach.excused_at, breach.excused_by_id = entry.happened_at, _person(entry)
    _add_evidence(book, breach, entry)


def note_decision(book: Book, entry: LogEntry) -> None:
    """What a manager found about a contested breach."""
    breach = _breach(book, entry)
    breach.decision = entry.payload["decision"]
    breach.decided_at, breach.decided_by_id = entry.happened_at, _person(entry)
    _add_evidence(book, breach, entry)


def _person(entry: LogEntry) -> int | None:
    """Which of the staff; what another system did, only the entry names."""
    return entry.actor_id if entry.actor_kind == ActorKind.STAFF else None


def _breach(book: Book, entry: LogEntry) -> Breach:
    return book.breaches[int(entry.payload["clock"])]


def _add_evidence(book: Book, breach: Breach, entry: LogEntry) -> None:
    breach.evidence = [*breach.evidence, entry.number]
    book.touch(breach)
