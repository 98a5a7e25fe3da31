"""Moving the open tickets of a letter to another version of it: preview, act, log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import deciding_view
from sla.selectors.letters import get_version, translated
from sla.services.moving import move_tickets, preview_move
from tickets.promises import metric_name

PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@deciding_view
def move(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Which deadlines would move from when to when; only earlier ones do without the customer's consent."""
    version = get_version(actor=request.actor, version_id=pk)
    if request.method == "POST":
        moved = move_tickets(actor=request.actor, version_id=pk, now=timezone.now())
        said = ngettext("{number} deadline moved.", "{number} deadlines moved.", moved)
        messages.success(request, said.format(number=moved))
        return redirect("insights:commitment", pk)
    moves = preview_move(actor=request.actor, version_id=pk)
    page = Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "title": translated(version.commitment.title),
        "page": page,
        "rows": [(move, metric_name(move.metric)) for move in page],
        "earlier": sum(not move.is_later for move in moves),
        "later": sum(move.is_later for move in moves),
    }
    return render_page(request, "insights/commitments/move.html", context)
