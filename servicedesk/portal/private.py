"""Pages behind a private link: who holds it is the customer; nothing is cached, indexed or leaked."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import NotFound
from core.web import PageRequest
from servicedesk.portal.zones import zone_for
from tickets.models import Ticket
from tickets.tracking import ticket_for_sender_token, ticket_for_token

Options = ParamSpec("Options")
View = Callable[Concatenate[PageRequest, Ticket, Options], HttpResponseBase]
Entrance = Callable[..., HttpResponseBase]  # Django names the token, and with it the other arguments


class LinkLeadsNowhere(NotFound):
    code = "link_leads_nowhere"
    message = _(
        "This link is not complete, or it has been replaced by a newer one. Copy the whole link from our "
        "last message, or call us with your request number."
    )


def private_page(view: View[Options]) -> Entrance:
    """Turn the token of the address into the ticket, in the customer's zone; a bad token is a 404."""
    return _page_behind(ticket_for_token, view)


def mailed_page(view: View[Options]) -> Entrance:
    """The same for an address that only a mail to the customer holds."""
    return _page_behind(ticket_for_sender_token, view)


def _page_behind(ticket_for: Callable[[str], Ticket], view: View[Options]) -> Entrance:
    @wraps(view)
    def enter(
        request: PageRequest, token: str, *args: Options.args, **kwargs: Options.kwargs
    ) -> HttpResponseBase:
        ticket = _ticket_behind(token, ticket_for)
        with timezone.override(zone_for(request, ticket.branch, ticket.customer.zone)):
            response = view(request, ticket, *args, **kwargs)
            render = getattr(response, "render", None)
            if render:
                render()
        keep_private(response)
        return response

    return enter


def _ticket_behind(token: str, ticket_for: Callable[[str], Ticket]) -> Ticket:
    try:
        return ticket_for(token)
    except NotFound as problem:
        raise LinkLeadsNowhere from problem


def keep_private(response: HttpResponseBase) -> None:
    """No cache, no search engine, and the address goes to no other site.

    `same-origin`, not `no-referrer`: with the latter browsers send `Origin: null` with our own forms, and the
    check against forged requests refuses them.
    """
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"


def customer_of(ticket: Ticket) -> Actor:
    """The actor that holds the link."""
    return Actor.customer(ticket.customer_id, ticket.customer.name)
