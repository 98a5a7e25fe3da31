"""Labels for what we sold: on a sheet to print, as a file, and revoked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.labels import label_token
from accounts.models import Purchase, RecordKind
from accounts.selectors.records import get_record, search
from accounts.services.records import revoke_label
from core.errors import NotFound
from core.qr import qr_code, qr_file
from core.web import render_page
from servicedesk.desk.registry.places import page_of
from servicedesk.desk.registry.views import narrowed
from servicedesk.desk.requests import DeskRequest, desk_view

ON_A_SHEET = 24  # three by eight on A4
SHEETS = 4
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def label_address(purchase: Purchase) -> str:
    """Where the label leads: the request form, filled in with what we know of the thing."""
    return f"{settings.BASE_URL}{reverse('portal:label', args=[label_token(purchase)])}"


@require_safe
@desk_view
def labels(request: DeskRequest) -> HttpResponseBase:
    """Labels of the purchases that the list shows for the same search, to be printed on A4."""
    words = request.GET.get("search", "").strip()[:80]
    rows = search(actor=request.actor, kind=RecordKind.PURCHASE, words=words)
    page = page_of(narrowed(RecordKind.PURCHASE, rows, request.GET), request.GET, size=ON_A_SHEET * SHEETS)
    made = [(purchase, qr_code(label_address(purchase))) for purchase in page.rows]
    sheets = [made[start : start + ON_A_SHEET] for start in range(0, len(made), ON_A_SHEET)]
    context = {"sheets": sheets, "page": page, "words": words, "count": len(made)}
    return render_page(request, "desk/registry/labels.html", context)


@require_safe
@desk_view
def label_file(request: DeskRequest, record_id: int, kind: str) -> HttpResponseBase:
    """One label as a picture for a label printer."""
    if kind not in TYPES:
        raise NotFound
    purchase: Purchase = get_record(actor=request.actor, kind=RecordKind.PURCHASE, record_id=record_id)
    response = HttpResponse(qr_file(label_address(purchase), kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="label-{purchase.pk}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@desk_view
def revoke(request: DeskRequest, record_id: int) -> HttpResponseBase:
    """Every label of this thing printed so far leads nowhere from now on."""
    purchase: Purchase = get_record(actor=request.actor, kind=RecordKind.PURCHASE, record_id=record_id)
    revoke_label(actor=request.actor, purchase_id=purchase.pk, now=timezone.now())
    messages.success(request, _("Revoked. Print a new label and fix it over the old one."))
    return redirect("desk:record", "purchases", purchase.pk)
