"""The queue as one context for page and fragment: groups of rows, counts, what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Any

from django.urls import reverse

from core.actors import Actor
from servicedesk.desk.bulk import bar_of
from servicedesk.desk.counted import count_groups
from servicedesk.desk.counts import Count
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.forms.bulk import BulkForm
from servicedesk.desk.groups import Bounds, Group, in_groups
from servicedesk.desk.looks import look_of, look_page
from servicedesk.desk.navigation import navigation
from servicedesk.desk.preview import preview_of
from servicedesk.desk.requests import DeskRequest
from servicedesk.desk.rows import Row, next_of
from servicedesk.desk.whence import links
from sla.selectors.promises import PromiseView, promises_of
from tickets.choices import Sort
from tickets.looks import Look
from tickets.models import Ticket
from tickets.selectors.bulk import bulk_steps_on
from tickets.selectors.tickets import queue_rows


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one group; without a group the whole list, where it comes in another order."""

    group: Group | None
    count: Count
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Rows:
    """The tickets of one page in order, the counts of all groups, and whether more follow."""

    tickets: list[Ticket]
    counts: Mapping[str, Count]
    has_more: bool
    bounds: Bounds
    look: Look

    @property
    def version(self) -> str:
        """Changes when a row, a count or a group changes, and once a minute for the lines to move on."""
        facts = [(t.number, t.last_number, t.next_due_at, self.bounds.group_of(t).key) for t in self.tickets]
        counts = [count.value for count in self.counts.values()]
        minute = self.bounds.now.replace(second=0, microsecond=0)
        return blake2s(repr((facts, counts, minute, self.look)).encode(), digest_size=8).hexdigest()

    @property
    def total(self) -> Count:
        return Count(sum(count.value for count in self.counts.values()))


def rows_of(request: DeskRequest, address: QueueAddress, *, now: datetime) -> Rows:
    """One page of the queue in two queries, whatever it holds."""
    bounds, look = Bounds.at(now), look_of(request.user, address)
    start, most = (address.page - 1) * address.size, address.size + 1
    tickets = queue_rows(request.actor, address.filters, look.sort, start=start, most=most, now=now)
    counts = count_groups(request.actor, address.filters, bounds)
    return Rows(tickets[: address.size], counts, len(tickets) > address.size, bounds, look)


def queue_page(
    request: DeskRequest, address: QueueAddress, rows: Rows, *, now: datetime, form: BulkForm | None = None
) -> dict[str, Any]:
    """Everything the queue shows; the number of queries does not depend on the number of rows.

    A whole page has what stands beside the list, too: the first ticket, and what can be done with several.
    `form`: what was asked for several and could not be done as it was given.
    """
    promises = promises_of(rows.tickets, now=now)
    picked = form.numbers if form else frozenset()
    nav = navigation(request, now=now, current=address.as_each_sees_it.url())
    further = links(address)
    context = {
        "address": address,
        "chips": address.chips(),
        "sections": _sections(request.actor, rows, promises, picked, further["whence"]),
        "total": rows.total,
        "version": rows.version,
        "now": now,
        "nav": nav,
        **look_page(request.actor, address, rows.look, nav, reverse("desk:look")),
        **further,
        "save_url": address.save_url(),
        "previous_url": address.url(page=address.page - 1) if address.page > 1 else "",
        "next_url": address.url(page=address.page + 1) if rows.has_more else "",
        "here_url": address.here(),
        "first": rows.tickets[0] if rows.tickets else None,
    }
    if request.htmx:
        return context
    for first in rows.tickets[:1]:
        context |= preview_of(first, promises.get(first.pk, []), now=now)
    return context | bar_of(request.user, address, rows.tickets, form)


def _sections(
    actor: Actor,
    rows: Rows,
    promises: Mapping[int, Sequence[PromiseView]],
    picked: Collection[str],
    whence: str,
) -> list[Section]:
    def row(ticket: Ticket) -> Row:
        promise = next_of(promises.get(ticket.pk, ()))
        age = int((rows.bounds.now - ticket.received_at).total_seconds())
        steps = bulk_steps_on(actor, ticket)
        return Row(ticket, promise, steps, ticket.number in picked, age, whence)

    if rows.look.sort != Sort.DUE:
        return [Section(None, rows.total, [row(ticket) for ticket in rows.tickets])] if rows.tickets else []
    return [
        Section(group, rows.counts[group.key], [row(ticket) for ticket in members])
        for group, members in in_groups(rows.tickets, rows.bounds)
    ]
