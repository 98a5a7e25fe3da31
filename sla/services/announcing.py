"""What the engine writes into the service log, under its own name."""

from datetime import datetime
from typing import Any

from core.actors import Actor
from core.moments import to_text
from sla.models import Clock
from sla.selectors.terms import terms_of
from sla.services.book import Book, about
from tickets.entries import Entry

SYSTEM = Actor.system("sla")


def text_or_none(instant: datetime | None) -> str | None:
    return None if instant is None else to_text(instant)


def write(
    book: Book, entry: Entry, clock: Clock, *, happened_at: datetime, recorded_at: datetime, **facts: Any
) -> int:
    """One entry about one clock; its id, metric and clause always go with it. Answers the entry's number."""
    terms = terms_of(clock.promise_id)
    payload = {"clock": clock.pk, "metric": terms.metric, "clause": terms.clause, **about(clock), **facts}
    return book.journal.write(book, entry, payload, happened_at=happened_at, recorded_at=recorded_at)
