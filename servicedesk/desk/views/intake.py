from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Customer
from accounts.services.customers import CustomerFacts
from core.errors import DomainError
from core.moments import from_text, to_text
from core.web import render_page
from servicedesk.desk.editor import show_error
from servicedesk.desk.forms.intake import IntakeForm
from servicedesk.desk.navigation import navigation
from servicedesk.desk.registry.finding import Chosen, chosen, suggestions
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.returning import go_on
from tickets.choices import Channel
from tickets.models import Ticket
from tickets.selectors.duplicates import Matter, alike
from tickets.services.entitling import Proof
from tickets.services.registration import ServiceRequest, register_ticket, title_of

SALT = "desk.intake"
MINUTE = timedelta(minutes=1)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def new_ticket(request: DeskRequest) -> HttpResponseBase:
    """Register what a customer says on the phone, by the one registration every channel uses (A3.1)."""
    now = timezone.now()
    if request.method != "POST":
        start = timezone.localtime(now).replace(second=0, microsecond=0)
        initial = {"received_at": start, "language": translation.get_language()}
        named = {f"{name}_id": request.GET.get(name) for name in ("customer", "purchase")}
        known = chosen(request.actor, named)
        return _page(
            request, IntakeForm(actor=request.actor, initial=initial | known.facts()), to_text(now), now
        )
    opened = _opened_at(request.POST.get("opened", ""), now)
    if "choose" in request.POST:
        return _choose(request, opened, now)
    form = IntakeForm(request.POST, request.FILES, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, to_text(opened), now, status=422)
    if "anyway" not in request.POST and (found := _alike(request, form.cleaned_data, now)):
        return _page(request, form, to_text(opened), now, alike=found, status=409)
    try:
        ticket = _register(request, form, opened, now)
    except DomainError as error:
        show_error(form, error)
        return _page(request, form, to_text(opened), now, status=error.status)
    messages.success(request, _("Registered as {number}").format(number=ticket.number))
    return go_on(request, "desk:ticket", ticket.number)


@require_safe
@desk_view
def find(request: DeskRequest) -> HttpResponseBase:
    """Callers and purchases for what was typed so far."""
    found = suggestions(request.actor, request.GET.get("find", ""))
    return render_page(request, "desk/intake_found.html", found)


def _choose(request: DeskRequest, opened: datetime, now: datetime) -> HttpResponseBase:
    """The form with everything typed so far, and with the customer or the purchase that was chosen.

    `choose` is "find", "purchase:<number>", "customer:<number>" or "none".
    """
    name, _colon, number = request.POST["choose"].partition(":")
    typed: dict[str, Any] = request.POST.dict()
    if name != "find":
        typed |= {"customer_id": "", "purchase_id": "", f"{name}_id": number}
    known = chosen(request.actor, typed)
    facts = known.facts() if name != "find" else {}
    form = IntakeForm(actor=request.actor, initial=typed | facts)
    words = request.POST.get("find", "") if name == "find" else ""
    return _page(request, form, to_text(opened), now, known=known, words=words)


def _register(request: DeskRequest, form: IntakeForm, opened: datetime, now: datetime) -> Ticket:
    data = form.cleaned_data
    # who fills the form in while the customer speaks is not late and owes no reason
    during_call = data["received_at"] > opened - MINUTE
    reason = data["reason"] or (_("Entered during the call") if during_call else "")
    known = chosen(request.actor, data)
    wanted = ServiceRequest(
        channel=Channel.PHONE,
        customer=CustomerFacts(data["name"], data["email"], data["phone"], data["language"]),
        **{fact: data[fact] for fact in ("problem", "kind", "impact", "product", "serial", "location")},
        files=data["attachments"],
        received_at=_received_at(data["received_at"], opened),
        backdating_reason=reason,
        branch_id=form.branch_id,
        purchase_id=known.purchase.pk if known.purchase else None,
        proof=Proof.STAFF if known.purchase else Proof.NONE,
        customer_id=_caller(data, known.customer),
    )
    return register_ticket(actor=request.actor, request=wanted, now=now)


def _received_at(typed: datetime, opened: datetime) -> datetime:
    """The field knows minutes; who leaves it as it was means the moment when the form was opened.

    Else a request that follows a letter within its minute would come before it.
    """
    return opened if typed == opened.replace(second=0, microsecond=0) else typed


def _alike(request: DeskRequest, data: dict[str, Any], now: datetime) -> Sequence[Ticket]:
    """What the same caller asked about the same thing lately: it may be there already."""
    known = chosen(request.actor, data)
    matter = Matter(
        title=title_of(data["problem"]),
        customer_id=_caller(data, known.customer),
        email=data["email"],
        phone=data["phone"],
        product=data["product"],
        serial=data["serial"],
        purchase_id=known.purchase.pk if known.purchase else None,
    )
    return alike(matter, actor=request.actor, now=now)


def _caller(data: dict[str, Any], customer: Customer | None) -> int | None:
    """The chosen customer, unless the agent typed another name or address: then somebody else is calling."""
    same = customer and all(data[name] == getattr(customer, name) for name in ("name", "phone", "email"))
    return customer.pk if customer and same else None


def _page(
    request: DeskRequest,
    form: IntakeForm,
    opened: str,
    now: datetime,
    *,
    known: Chosen | None = None,
    words: str = "",
    alike: Sequence[Ticket] = (),
    status: int = 200,
) -> HttpResponseBase:
    if known is None:
        known = chosen(request.actor, {name: form[name].value() for name in ("customer_id", "purchase_id")})
    context = {
        **suggestions(request.actor, words),
        "known": known,
        "judgement": known.entitlement(timezone.localdate(now)),
        "form": form,
        "alike": alike,
        "opened": signing.Signer(salt=SALT).sign(opened),
        "nav": navigation(request, now=now, current=request.path),
        "now": now,
    }
    return render_page(request, "desk/intake.html", context, status=status)


def _opened_at(signed: str, now: datetime) -> datetime:
    """When the form was opened, as the server signed it; a forged value counts as now."""
    try:
        return from_text(signing.Signer(salt=SALT).unsign(signed))
    except (signing.BadSignature, ValueError):
        return now
