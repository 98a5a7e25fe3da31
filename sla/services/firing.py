"""What happens when the instants of a clock are reached: warn, record the breach, escalate (B4.1).

One firing, its log entry and all that follows from it are one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from accounts.selectors.staff import OWNER, recipients
from core.moments import to_second, to_text
from sla.models import Breach, Clock, Firing, Grade
from sla.rungs import Kind
from sla.selectors.terms import terms_of
from sla.services.announcing import text_or_none, write
from sla.services.book import Book
from sla.timing import Moment
from tickets.entries import Entry
from tickets.models import Ticket

Announce: TypeAlias = Callable[[Book, Clock, Moment, datetime], None]


def fire(book: Book, *, until: datetime, noticed_at: datetime) -> int:
    """Fire all that is due up to `until`, in order of instant; answers how much it was.

    The ticket must be locked; the caller settles the book afterwards.
    """
    coming = [(moment, clock) for clock in book.watched for moment in book.to_come(clock)]
    due = sorted(
        ((moment, clock) for moment, clock in coming if moment.acts_at <= until),
        key=lambda pair: (pair[0].acts_at, terms_of(pair[1].promise_id).position, pair[1].cycle),
    )
    for moment, clock in due:
        ANNOUNCE[moment.kind](book, clock, moment, noticed_at)
        book.fired[clock.pk] = book.fired.get(clock.pk, frozenset()) | {moment.key}
    Firing.objects.bulk_create(
        Firing(clock=clock, kind=moment.kind, level=moment.level, at=moment.at, noticed_at=noticed_at)
        for moment, clock in due
    )
    return len(due)


def _warn(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    _write(
        book,
        Entry.PROMISE_WARNED,
        clock,
        moment,
        noticed_at,
        level=moment.level,
        due_at=text_or_none(clock.due_at),
    )


def _miss(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    """Record the minor breach and say so; the entry that says it is part of the evidence."""
    ticket = book.ticket
    terms = terms_of(clock.promise_id)
    limit_at = book.limit_of(clock, moment.at)
    breach = Breach.objects.create(
        clock=clock,
        ticket=ticket,
        due_at=moment.at,
        limit_at=limit_at,
        noticed_at=to_second(noticed_at),
        responsible_id=_owner_at(ticket, moment.at),
        allowed_seconds=terms.agreed,
        pauses=[
            [to_text(begun), text_or_none(ended)]
            for begun, ended in book.spans(terms)
            if begun < moment.at and (ended is None or ended > clock.started_at)
        ],
        evidence=[ticket.last_number + 1],
        is_caused_by_change=moment.at < clock.begun_at,
    )
    book.breaches[clock.pk] = breach
    _write(
        book,
        Entry.PROMISE_MISSED,
        clock,
        moment,
        noticed_at,
        due_at=to_text(moment.at),
        breach=breach.number,
        caused_by_change=breach.is_caused_by_change,
    )


def _owner_at(ticket: Ticket, at: datetime) -> int:
    """Who was responsible then: the ticket may have changed hands since."""
    named = ticket.log.filter(entry=Entry.OWNER_NAMED, happened_at__lte=at).order_by("-number")
    owner_id: int = named.values_list("payload__now_is", flat=True).first() or ticket.owner_id
    return owner_id


def _climb(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    _write(book, Entry.ESCALATED, clock, moment, noticed_at, rung=moment.level)


def _pass_limit(book: Book, clock: Clock, moment: Moment, noticed_at: datetime) -> None:
    """Past the limit a manager has to assess the loss (B4.2)."""
    breach = book.breaches[clock.pk]
    breach.grade = Grade.ASSESSMENT_DUE
    breach.limit_passed_at = to_second(noticed_at)
    breach.evidence = [*breach.evidence, book.ticket.last_number + 1]
    breach.save(update_fields=["grade", "limit_passed_at", "evidence"])
    _write(
        book, Entry.LIMIT_PASSED, clock, moment, noticed_at, limit_at=to_text(moment.at), breach=breach.number
    )


ANNOUNCE: Mapping[Kind, Announce] = {
    Kind.WARNING: _warn,
    Kind.DUE: _miss,
    Kind.RUNG: _climb,
    Kind.LIMIT: _pass_limit,
}


def _write(
    book: Book, entry: Entry, clock: Clock, moment: Moment, noticed_at: datetime, **facts: object
) -> None:
    write(
        book.ticket,
        entry,
        clock,
        happened_at=moment.at,
        recorded_at=noticed_at,
        noticed_at=to_text(noticed_at),
        told=told(book, moment),
        **facts,
    )


def told(book: Book, moment: Moment) -> list[int]:
    """The ids of those whom this rung tells, each once, in the ladder's order."""
    return list(dict.fromkeys(chain.from_iterable(_holders(book, role) for role in moment.tell)))


def _holders(book: Book, role: str) -> list[int]:
    """The ids of those who hold `role`, looked up once for all books that were opened together."""
    ticket = book.ticket
    key = (role, ticket.owner_id if role == OWNER else ticket.branch_id)
    if key not in book.holders:
        people = recipients(role, owner=ticket.owner, branch=ticket.branch)
        book.holders[key] = [person.pk for person in people]
    return book.holders[key]
