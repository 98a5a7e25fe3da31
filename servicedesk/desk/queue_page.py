"""The queue as one context for page and fragment: groups of rows, counts, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Any

from servicedesk.desk.counts import Count, count_all
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.groups import GROUPS, Bounds, Group, in_groups
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest
from sla.selectors.promises import PromiseView, promises_of
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.required import missing_facts
from tickets.selectors.tickets import queue


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket of the list with the promise that is due next, or None when none runs."""

    ticket: Ticket
    promise: PromiseView | None

    @property
    def lacks_facts(self) -> bool:
        """Something about the thing is not known yet (A3.1)."""
        return self.ticket.closed_at is None and bool(missing_facts(self.ticket))

    @property
    def short_number(self) -> str:
        """The part of the number that tells tickets apart; the whole of it stands in the title."""
        return self.ticket.number.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    count: Count
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Rows:
    """The tickets of one page in order, the counts of all groups, and whether more follow."""

    tickets: list[Ticket]
    counts: Mapping[str, Count]
    has_more: bool
    bounds: Bounds

    @property
    def version(self) -> str:
        """Changes when a row, a count or a group changes, and once a minute for the lines to move on."""
        facts = [(t.number, t.last_number, t.next_due_at, self.bounds.group_of(t).key) for t in self.tickets]
        counts = [count.value for count in self.counts.values()]
        minute = self.bounds.now.replace(second=0, microsecond=0)
        return blake2s(repr((facts, counts, minute)).encode(), digest_size=8).hexdigest()

    @property
    def total(self) -> Count:
        return Count(sum(count.value for count in self.counts.values()))


def rows_of(request: DeskRequest, address: QueueAddress, *, now: datetime) -> Rows:
    """One page of the queue in two queries, whatever it holds."""
    bounds = Bounds.at(now)
    found: TicketQuerySet = queue(request.actor, filters=address.filters, now=now)
    start = (address.page - 1) * address.size
    tickets = list(found.for_rows().with_purchase()[start : start + address.size + 1])
    queries = {group.key: found.filter(bounds.condition(group)) for group in GROUPS}
    counts = count_all(queries)
    return Rows(tickets[: address.size], counts, len(tickets) > address.size, bounds)


def queue_page(request: DeskRequest, address: QueueAddress, rows: Rows, *, now: datetime) -> dict[str, Any]:
    """Everything the queue shows; the number of queries does not depend on the number of rows."""
    promises = promises_of(rows.tickets, now=now)
    return {
        "address": address,
        "chips": address.chips(),
        "sections": _sections(rows, promises),
        "total": rows.total,
        "version": rows.version,
        "now": now,
        "nav": navigation(request, now=now, current=address.url()),
        "previous_url": address.url(page=address.page - 1) if address.page > 1 else "",
        "next_url": address.url(page=address.page + 1) if rows.has_more else "",
        "here_url": address.url(page=address.page if address.page > 1 else ""),
        "first": rows.tickets[0] if rows.tickets else None,
    }


def _sections(rows: Rows, promises: Mapping[int, Sequence[PromiseView]]) -> list[Section]:
    return [
        Section(group, rows.counts[group.key], [Row(t, next_of(promises.get(t.pk, ()))) for t in members])
        for group, members in in_groups(rows.tickets, rows.bounds)
    ]


def next_of(promises: Sequence[PromiseView]) -> PromiseView | None:
    """The promise a row speaks of: the first that still runs or rests."""
    return next(
        (promise for promise in promises if not promise.stopped_at and promise.state != "cancelled"), None
    )
