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

from accounts.models import Contract, Customer, HouseKind, Product, Purchase, RecordKind, User
from accounts.models.company import ONLY
from accounts.policies import registry
from accounts.selectors.company import company
from accounts.selectors.records import get_record, search, version_of
from accounts.services.house import fresh
from accounts.services.records import ChangedMeanwhile, save_record
from core.errors import BadInput, NotFound
from core.web import render_page
from servicedesk.desk.filters import number_of
from servicedesk.desk.navigation import navigation
from servicedesk.desk.registry import pages
from servicedesk.desk.registry.forms import FORMS, put_errors
from servicedesk.desk.registry.places import HOUSE, PLACE_OF, kind_of, page_of, tabs_of
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.inviting import send_invitation
from servicedesk.returning import go_on

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
    if kind == HouseKind.COMPANY:
        return redirect("desk:edit_record", place, ONLY)
    words = request.GET.get("search", "").strip()[:80]
    rows = narrowed(kind, search(actor=request.actor, kind=kind, words=words), request.GET)
    context = {
        "place": place,
        "kind": kind,
        "words": words,
        "rows_template": f"desk/registry/{kind.value}_rows.html",
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
    if kind in HouseKind:
        return redirect("desk:edit_record", place, record_id)
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
    drafts: dict[str, Any] = {RecordKind.PURCHASE: Purchase, RecordKind.CONTRACT: Contract}
    draft = drafts.get(kind)
    if draft is not None:
        number = number_of(request.GET.get("customer"), 0)
        customer: Customer = get_record(actor=request.actor, kind=RecordKind.CUSTOMER, record_id=number)
        return _edit(request, kind, draft(customer=customer))
    return _edit(request, kind, _fresh(kind))


def _fresh(kind: RecordKind | HouseKind) -> Any:
    """A new record with what is known before anybody types; there is one company."""
    if kind == HouseKind.COMPANY:
        raise NotFound
    if kind == RecordKind.CUSTOMER:
        return Customer(created_at=timezone.now(), language=company().language)
    return fresh(kind) if isinstance(kind, HouseKind) else Product()


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def edit_record(request: DeskRequest, place: str, record_id: int) -> HttpResponseBase:
    kind = kind_of(place)
    registry.require(request.actor, "edit", kind)
    return _edit(request, kind, get_record(actor=request.actor, kind=kind, record_id=record_id))


def _edit(request: DeskRequest, kind: RecordKind | HouseKind, found: Any) -> HttpResponseBase:
    """The form of a record; whoever saves is told when somebody else was faster, and loses nothing typed."""
    form = FORMS[kind](request.POST if request.method == "POST" else None, instance=found)
    seen = version_of(kind, found.pk)
    if request.method != "POST":
        return _form(request, kind, found, form, seen)
    if not form.is_valid():
        return _form(request, kind, found, form, number_of(request.POST.get("seen"), 0), status=422)
    is_new = found.pk is None
    try:
        kept: Any = save_record(
            actor=request.actor,
            record=form.instance,
            seen=number_of(request.POST.get("seen"), 0),
            attached=getattr(form, "attached", None),
            now=timezone.now(),
        )
    except BadInput as error:
        put_errors(form, error)
        return _form(request, kind, found, form, seen, status=error.status)
    except ChangedMeanwhile as error:
        form.add_error(None, error.text)
        return _form(request, kind, found, form, seen, status=error.status)
    messages.success(request, _("Saved"))
    if kind == HouseKind.PERSON and is_new and kept.is_active:
        _invite(request, kept)
    return go_on(request, "desk:records" if kind in HouseKind else "desk:record", *_place(kind, kept))


def _invite(request: DeskRequest, person: User) -> None:
    """Say whether the invitation left; the sign-in page sends another one to whoever asks for it."""
    if send_invitation(request, person):
        messages.success(request, _("{name} gets a link to choose a password").format(name=person.name))
    else:
        messages.warning(request, _("The invitation could not be sent. The sign-in page sends a link, too."))


def _place(kind: RecordKind | HouseKind, kept: Any) -> tuple[Any, ...]:
    return (PLACE_OF[kind],) if kind in HouseKind else (PLACE_OF[kind], kept.pk)


def _form(
    request: DeskRequest, kind: RecordKind | HouseKind, found: Any, form: Any, seen: int, status: int = 200
) -> HttpResponseBase:
    fresh = found.pk is None
    context = {
        "kind": kind,
        "place": PLACE_OF[kind],
        "record": found,
        "is_new": fresh,
        "form": form,
        "seen": seen,
        "changes": pages.history_of(kind, found) if _shows_changes(kind, fresh, status) else [],
    }
    return show(request, "edit", context, PLACE_OF[kind], status=status)


def _shows_changes(kind: RecordKind | HouseKind, fresh: bool, status: int) -> bool:  # noqa: FBT001 - a fact
    """What has no page of its own shows them here, everything else what came between."""
    return not fresh and (kind in HouseKind or status >= 400)  # noqa: PLR2004 - HTTP


def show(
    request: DeskRequest, template: str, context: dict[str, Any], place: str, *, status: int = 200
) -> HttpResponseBase:
    """A page of the registry in the desk's frame."""
    now = timezone.now()
    frame = {
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
        "tabs": tabs_of(request.actor, place),
        "is_house": place in HOUSE,
    }
    return render_page(request, f"desk/registry/{template}.html", {**frame, **context}, status=status)
