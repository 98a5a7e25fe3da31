"""The ledger of breaches: what was missed, with its evidence, and what managers decided about it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.selectors.branches import zone_of
from core.errors import DomainError
from core.moments import from_text
from core.web import StaffRequest, render_page
from servicedesk.insights.access import report_page, report_view
from servicedesk.insights.ledger_forms import DecisionForm, ExcuseForm
from servicedesk.insights.scope import scope_of
from sla.models import Breach, Decision
from sla.selectors.ledger import CONDITIONS, Show, breaches_of, get_breach, proof_of
from sla.selectors.terms import terms_of
from sla.services.ledger import decide_contested, excuse_breach
from sla.wording import title_of
from tickets.entries import Entry
from tickets.policies import policy
from tickets.wording import sentence

PER_PAGE = 50
SHOWS = {
    Show.ALL: gettext_lazy("All"),
    Show.ASSESS: gettext_lazy("To be assessed"),
    Show.CONTESTED: gettext_lazy("Contested"),
    Show.DECIDED: gettext_lazy("Decided"),
    Show.EXCUSED: gettext_lazy("Excused"),
}


@report_view
def ledger(request: StaffRequest) -> HttpResponseBase:
    """The entries of the chosen period, the latest first."""
    scope, form = scope_of(request, now=timezone.now())
    chosen = request.GET.get("show", "")
    show = Show(chosen) if chosen in CONDITIONS else Show.ALL
    with timezone.override(scope.zone):
        rows = breaches_of(scope.tickets, since=scope.period.since, until=scope.period.until, show=show)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "scope": scope,
            "form": form,
            "page": page,
            "rows": [(breach, name_of(breach)) for breach in page],
            "shows": SHOWS,
            "show": show,
            "board_url": scope.url("insights:dashboard"),
        }
        return render_page(request, "insights/ledger/ledger.html", context).render()


@require_http_methods(["GET", "HEAD", "POST"])
@report_page
def breach(request: StaffRequest, number: str) -> HttpResponseBase:
    """One entry: what was allowed, what happened, the evidence, excuse and decision; and the two forms."""
    row = get_breach(actor=request.actor, number=number)
    if request.method == "POST":
        policy.require(request.actor, "excuse", row.ticket)
    forms = forms_of(request, row)
    if request.method == "POST" and act(request, row, forms):
        return redirect("insights:breach", row.number)
    with timezone.override(zone_of(row.ticket.branch)):
        return render_page(request, "insights/ledger/breach.html", context_of(row) | forms).render()


def forms_of(request: StaffRequest, row: Breach) -> dict[str, Any]:
    """The forms for those who may decide, filled with what was sent, also when somebody was quicker."""
    if not policy.allows(request.actor, "excuse", row.ticket):
        return {}
    sent = {name: request.POST if name in request.POST else None for name in ("excuse", "decide")}
    forms: dict[str, Any] = {}
    if row.excused_at is None or sent["excuse"]:
        forms["excuse"] = ExcuseForm(sent["excuse"], auto_id="excuse_%s")
    if (row.is_contested and not row.decision) or sent["decide"]:
        forms["decide"] = DecisionForm(sent["decide"], auto_id="decide_%s")
    return forms


def act(request: StaffRequest, row: Breach, forms: dict[str, Any]) -> bool:
    """Do what was sent; a refusal stands in the form, with what was typed."""
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is None or not form.is_valid():
        return False
    facts: dict[str, Any] = {"actor": request.actor, "breach_id": row.pk, "now": timezone.now()}
    try:
        if isinstance(form, ExcuseForm):
            excuse_breach(**facts, **form.cleaned_data)
            messages.success(request, _("Excused. The breach stays in the ledger, with your reason."))
        else:
            given = form.cleaned_data
            decide_contested(**facts, decision=Decision(given["decision"]), reason=given["reason"])
            messages.success(request, _("Decided. The ledger shows it beside the breach."))
    except DomainError as refusal:
        form.add_error(None, refusal.text)
        return False
    return True


def name_of(row: Breach) -> Any:
    terms = terms_of(row.clock.promise_id)
    return title_of(terms.metric, terms.agreed, terms.unit)


def context_of(row: Breach) -> dict[str, Any]:
    proof = proof_of(row)
    said = {entry.entry: entry for entry in proof}
    return {
        "breach": row,
        "title": name_of(row),
        "version": row.clock.promise.version,
        "pauses": [(from_text(begun), ended and from_text(ended)) for begun, ended in row.pauses],
        "proof": [(entry, sentence(entry)) for entry in proof],
        "excused": said.get(Entry.BREACH_EXCUSED),
        "decided": said.get(Entry.BREACH_DECIDED),
    }
