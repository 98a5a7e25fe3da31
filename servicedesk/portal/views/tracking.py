from django.http import HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import PageRequest
from servicedesk.portal.pages.tracking import answers_possible, live_parts, tracking_page, version_of
from servicedesk.portal.private import private_page
from tickets.models import Ticket


@require_safe
@private_page
def track(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """The customer's own page; looking at it changes nothing."""
    return TemplateResponse(request, "portal/track.html", tracking_page(ticket, timezone.now()))


@require_safe
@private_page
def live(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """What changed since the page's `version`: 204 when nothing did.

    The forms are swapped only when the `state` changed, so that nothing typed is lost.
    """
    now = timezone.now()
    seen = request.GET.get("version", "")
    if seen == version_of(ticket, now):
        return HttpResponse(status=204)
    news = {
        "is_swap": True,
        "is_news": not seen.startswith(f"{ticket.last_number}."),
        "is_new_state": request.GET.get("state") != ticket.standing,
    }
    context = live_parts(ticket, now) | answers_possible(ticket) | news
    return TemplateResponse(request, "portal/live.html", context)
