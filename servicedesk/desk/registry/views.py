"""The registry at the desk: what we sold to whom, searched, read and kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Contract, Customer, Purchase, RecordKind
from accounts.policies import registry
from accounts.selectors.records import changes_of, get_record, search
from accounts.services.records import ChangedMeanwhile, save_record
from core.errors import BadInput
from core.web import render_page
from servicedesk.desk.filters import number_of
from servicedesk.desk.navigation import navigation
from servicedesk.desk.registry import pages
from servicedesk.desk.registry.forms import FORMS, ContractForm, put_errors
from servicedesk.desk.registry.places import PLACE_OF, kind_of, page_of, tabs_of
from servicedesk.desk.requests import DeskRequest, desk_view

PAGES: dict[str, Callable[..., dict[str, Any]]] = {
    RecordKind.PURCHASE: pages.life_file,
    RecordKind.CUSTOMER: pages.customer_page,
    RecordKind.PRODUCT: pages.product_page,
}
# A purchase and a contract belong to a customer, from whose page they are opened.
OF_A_CUSTOMER = frozenset({RecordKind.PURCHASE, RecordKind.CONTRACT})


@require_safe
@desk_view
def records(request: DeskRequest, place: str) -> HttpResponseBase:
    """One of the lists: all of a kind, or what was searched for."""
    kind = kind_of(place)
    words = request.GET.get("search", "").strip()[:80]
    rows = narrowed(kind, search(actor=request.actor, kind=kind, words=words), request.GET)
    context = {
        "place": place,
        "kind": kind,
        "words": words,
        "page": page_of(rows, request.GET),
        "may_edit": registry.allows(request.actor, "edit", kind) and kind not in OF_A_CUSTOMER,
    }
    return show(request, "records", context, place)


def narrowed(kind: str, rows: Any, query: QueryDict) -> Any:
    """Purchases of one product, or of one customer, when the address says so."""
    if kind == RecordKind.PURCHASE:
        for name in ("product", "customer"):
            if number := number_of(query.get(name), 0):
                rows = rows.filter(**{name: number})
    return rows


@require_safe
@desk_view
def record(request: DeskRequest, place: str, record_id: int) -> HttpResponseBase:
    """One customer, product, purchase (its life file) or contract."""
    kind = kind_of(place)
    found = get_record(actor=request.actor, kind=kind, record_id=record_id)
    now = timezone.now()
    if kind == RecordKind.CONTRACT:
        return show(request, "contract", pages.contract_page(request.actor, found, now=now), place)
    context = PAGES[kind](request.actor, found, request.GET, now=now)
    return show(request, kind.value, context, place)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def new_record(request: DeskRequest, place: str) -> HttpResponseBase:
    """Enter a record; a purchase and a contract for the customer that the address names."""
    kind = kind_of(place)
    registry.require(request.actor, "edit", kind)
    draft: Any = {RecordKind.PURCHASE: Purchase, RecordKind.CONTRACT: Contract}.get(kind)
    if draft is not None:
        number = number_of(request.GET.get("customer"), 0)
        customer: Customer = get_record(actor=request.actor, kind=RecordKind.CUSTOMER, record_id=number)
        return _edit(request, kind, draft(customer=customer))
    model: Any = FORMS[kind]._meta.model  # noqa: SLF001 - Django's public name
    return _edit(request, kind, model(**({"created_at": timezone.now()} if model is Customer else {})))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def edit_record(request: DeskRequest, place: str, record_id: int) -> HttpResponseBase:
    kind = kind_of(place)
    registry.require(request.actor, "edit", kind)
    return _edit(request, kind, get_record(actor=request.actor, kind=kind, record_id=record_id))


def _edit(request: DeskRequest, kind: RecordKind, found: Any) -> HttpResponseBase:
    """The form of a record; whoever saves is told when somebody else was faster, and loses nothing typed."""
    form = FORMS[kind](request.POST if request.method == "POST" else None, instance=found)
    seen = next((change.pk for change in changes_of(kind, found.pk or 0, most=1)), 0)
    if request.method != "POST":
        return _form(request, kind, found, form, seen)
    if not form.is_valid():
        return _form(request, kind, found, form, number_of(request.POST.get("seen"), 0), status=422)
    covered = form.covered if isinstance(form, ContractForm) else None
    try:
        kept: Any = save_record(
            actor=request.actor,
            record=form.instance,
            seen=number_of(request.POST.get("seen"), 0),
            covered=covered,
            now=timezone.now(),
        )
    except BadInput as error:
        put_errors(form, error)
        return _form(request, kind, found, form, seen, status=error.status)
    except ChangedMeanwhile as error:
        form.add_error(None, error.text)
        return _form(request, kind, found, form, seen, status=error.status)
    messages.success(request, _("Saved"))
    return redirect("desk:record", PLACE_OF[kind], kept.pk)


def _form(
    request: DeskRequest, kind: RecordKind, found: Any, form: Any, seen: int, status: int = 200
) -> HttpResponseBase:
    fresh = found.pk is None
    context = {
        "kind": kind,
        "place": PLACE_OF[kind],
        "record": found,
        "is_new": fresh,
        "form": form,
        "seen": seen,
        "changes": [] if status < 400 or fresh else pages.history_of(kind, found),  # noqa: PLR2004 - HTTP
    }
    return show(request, "edit", context, PLACE_OF[kind], status=status)


def show(
    request: DeskRequest, template: str, context: dict[str, Any], place: str, *, status: int = 200
) -> HttpResponseBase:
    """A page of the registry in the desk's frame."""
    now = timezone.now()
    frame = {
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
        "tabs": tabs_of(request.actor, place),
    }
    return render_page(request, f"desk/registry/{template}.html", {**frame, **context}, status=status)
