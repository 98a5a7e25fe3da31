"""Which queue a ticket was opened from, as its address carries it: the way back, and the next one."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.urls import reverse

from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.looks import look_of
from servicedesk.desk.navigation import Navigation
from servicedesk.desk.requests import DeskRequest
from tickets.models import Ticket
from tickets.selectors.tickets import beside


def queue_of(request: DeskRequest) -> QueueAddress:
    """The queue that the address names; without one, everything open."""
    return QueueAddress.of(QueryDict(request.GET.get("queue", "")))


def part_of(address: QueueAddress) -> str:
    """What an address of a ticket carries along, without the mark before it."""
    facts = address.facts()
    return f"queue={quote(urlencode(facts))}" if facts else ""


def on_ticket(address: QueueAddress, number: str) -> str:
    part = part_of(address)
    return reverse("desk:ticket", args=[number]) + (f"?{part}" if part else "")


def links(address: QueueAddress) -> dict[str, str]:
    """For templates: `whence` begins a query, `further` goes on with one."""
    part = part_of(address)
    return {"whence": f"?{part}" if part else "", "further": f"&{part}" if part else ""}


def way_back(request: DeskRequest, nav: Navigation) -> dict[str, Any]:
    """The links of a ticket's page to its queue, by the name the side navigation has for it."""
    address = queue_of(request)
    url = address.url()
    names = (place.label for place in [*nav.views, *nav.saved] if place.url == url)
    return {"back_url": url, "back_name": next(names, ""), **links(address)}


def url_beside(request: DeskRequest, ticket: Ticket, distance: int, *, now: datetime) -> str:
    """Where the next ticket of the queue is, or with -1 the one before; "" at either end."""
    address = queue_of(request)
    sort = look_of(request.user, address).sort
    number = beside(request.actor, ticket, filters=address.filters, sort=sort, distance=distance, now=now)
    return on_ticket(address, number) if number else ""
