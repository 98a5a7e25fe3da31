"""The promises of a draft, one page each."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import deciding_view
from servicedesk.insights.commitments_promise_form import PromiseForm, facts_of, initial_of
from sla.models import CommitmentVersion, Promise, VersionState
from sla.refusals import NotADraft
from sla.selectors.letters import get_version
from sla.services.draft_promises import NoSuchPromise, remove_promise, set_promise

# Where a service's refusal belongs.
FIELD_OF = {
    "promise_twice": "clause",
    "promise_clause_missing": "clause",
    "agreed_missing": "agreed",
    "limit_before_agreed": "limit",
}


@require_http_methods(["GET", "HEAD", "POST"])
@deciding_view
def edit(request: StaffRequest, pk: int, promise: int | None = None) -> HttpResponseBase:
    """A new promise, or one that is written anew."""
    draft = get_version(actor=request.actor, version_id=pk)
    if draft.state != VersionState.DRAFT:
        raise NotADraft(number=draft.number)
    row = _find(draft, promise) if promise else None
    form = PromiseForm(request.POST) if request.method == "POST" else PromiseForm(initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            set_promise(actor=request.actor, version_id=pk, facts=facts_of(form), promise_id=promise)
        except DomainError as error:
            form.add_error(FIELD_OF.get(error.code), error.text)
        else:
            messages.success(request, _("The promise is saved."))
            return redirect("insights:commitment", pk)
    context = {"form": form, "version": draft, "promise": row}
    status = 422 if form.errors else 200
    return render_page(request, "insights/commitments/promise.html", context, status=status)


@require_POST
@deciding_view
def remove(request: StaffRequest, pk: int, promise: int) -> HttpResponseBase:
    remove_promise(actor=request.actor, version_id=pk, promise_id=promise)
    messages.success(request, _("The promise was taken out of the draft."))
    return redirect("insights:commitment", pk)


def _find(draft: CommitmentVersion, pk: int) -> Promise:
    row = draft.promises.filter(pk=pk).first()
    if row is None:
        raise NoSuchPromise
    return row
