"""Proving that nobody changed the log: every chain link by link, and the roots kept outside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q

from core.moments import from_text, to_second
from tickets.locks import lock_ticket
from tickets.models import LogCheck, LogEntry, Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.anchor import SETTLED_AFTER, known_roots, recomputed
from tickets.services.chains import Finding, verify_ticket

BATCH = 500


def verify_log(
    *, now: datetime, only_new: bool = False, on_ticket: Callable[[], None] = lambda: None
) -> Iterator[Finding]:
    """Check every root and every ticket's chain; yields what does not fit and remembers what does.

    `only_new`: only the entries appended since each ticket was last found whole, and the roots written since.
    Where something does not fit nothing is remembered, so that the next check finds it again.
    """
    faults = list(_verify_roots(written_after=_last_check() if only_new else None))
    yield from faults
    if faults:  # some chain is not what it was, and a root cannot say which: no earlier check counts
        LogCheck.objects.all().delete()
    book = _Book(to_second(now), is_kept=not faults)
    for ticket in tickets_to_check(only_new=only_new).iterator(chunk_size=BATCH):
        seen, found = _verify(ticket, only_new=only_new)
        yield from found
        book.note(seen, is_whole=not found)
        on_ticket()
    book.write()


def tickets_to_check(*, only_new: bool) -> TicketQuerySet:
    """All tickets; or those whose log is not exactly what it was when it was last found whole.

    The latter is one statement with two look-ups in the index for each ticket; it reads no entry.
    """
    rows = TicketQuerySet(Ticket).order_by("pk")
    if not only_new:
        return rows
    entries = LogEntry.objects.filter(ticket=OuterRef("pk"))
    number, digest = OuterRef("log_check__number"), OuterRef("log_check__digest")
    has_moved = ~Q(last_number=F("log_check__number")) | ~Q(log_head=F("log_check__digest"))
    has_other_end = ~Exists(entries.filter(number=number, digest=digest))
    goes_on = Exists(entries.filter(number__gt=number))
    return rows.select_related("log_check").filter(Q(log_check=None) | has_moved | has_other_end | goes_on)


def _last_check() -> datetime | None:
    last: datetime | None = LogCheck.objects.aggregate(at=Max("checked_at"))["at"]
    return last


def _verify_roots(*, written_after: datetime | None) -> Iterator[Finding]:
    for root in known_roots():
        is_checked = written_after and from_text(root.at) + SETTLED_AFTER < written_after
        if not is_checked and recomputed(root) != root:
            yield Finding("", root.entries, f"the root of {root.at} does not fit the log")


def _verify(ticket: Ticket, *, only_new: bool) -> tuple[Ticket, list[Finding]]:
    """What does not fit, and the ticket as it was then."""
    since = getattr(ticket, "log_check", None) if only_new else None
    if not list(verify_ticket(ticket, since=since)):
        return ticket, []
    with transaction.atomic():  # under the lock: what is being appended just now is no difference
        locked = lock_ticket(ticket.pk)
        return locked, list(verify_ticket(locked, since=since))


@dataclass
class _Book:
    """Writes down in batches which logs are whole, and strikes out those that are not."""

    now: datetime
    is_kept: bool
    whole: list[LogCheck] = field(default_factory=list)
    faulty: list[int] = field(default_factory=list)

    def note(self, ticket: Ticket, *, is_whole: bool) -> None:
        if is_whole:
            check = LogCheck(
                ticket=ticket, number=ticket.last_number, digest=ticket.log_head, checked_at=self.now
            )
            self.whole.append(check)
        else:
            self.faulty.append(ticket.pk)
        if len(self.whole) + len(self.faulty) >= BATCH:
            self.write()

    def write(self) -> None:
        if self.faulty:
            LogCheck.objects.filter(ticket__in=self.faulty).delete()
        if self.whole and self.is_kept:
            LogCheck.objects.bulk_create(
                self.whole,
                update_conflicts=True,
                unique_fields=["ticket"],
                update_fields=["number", "digest", "checked_at"],
            )
        self.whole, self.faulty = [], []
