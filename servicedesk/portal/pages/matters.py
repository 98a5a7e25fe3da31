"""All requests of one address: what is promised next, what is done, who does it (C1.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from accounts.models import EntryLink
from servicedesk.portal.pages.promises import next_of
from sla.selectors.promises import PromiseView, promises_of
from tickets.models import Ticket
from tickets.selectors.addresses import closed_of, open_of
from tickets.tracking import token_for

PER_PAGE = 20
DONE = frozenset({"met", "late"})


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One request in the list; its private page says the rest."""

    ticket: Ticket
    promises: list[PromiseView]

    @property
    def token(self) -> str:
        return token_for(self.ticket)

    @property
    def upcoming(self) -> PromiseView | None:
        return next_of(self.promises)

    @property
    def done(self) -> list[PromiseView]:
        """The promises that were met, late ones too, in the order in which it happened."""
        met = [promise for promise in self.promises if promise.tone in DONE]
        return sorted(met, key=lambda promise: promise.stopped_at or promise.now)


def matters_page(link: EntryLink, *, closed: bool, page: str, now: datetime) -> dict[str, Any]:
    """One page of the open or of the closed ones, in a fixed number of queries."""
    lists = {
        "open": Paginator(open_of(link.email), PER_PAGE),
        "closed": Paginator(closed_of(link.email), PER_PAGE),
    }
    found = lists["closed" if closed else "open"].get_page(page)
    promises = promises_of(found.object_list, now=now)
    return {
        "link": link,
        "is_closed": closed,
        "counts": {name: pages.count for name, pages in lists.items()},
        "page": found,
        "rows": [MatterRow(ticket, promises[ticket.pk]) for ticket in found.object_list],
        "now": now,
    }
