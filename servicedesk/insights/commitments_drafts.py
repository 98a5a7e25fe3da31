"""Drafts of commitments, written without script: made, copied, edited, thrown away."""

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors.company import company
from core.errors import DomainError
from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import deciding_view
from servicedesk.insights.commitments_forms import ClauseForms, DraftForm, NewForm, facts_of, initial_of
from servicedesk.returning import go_further
from sla.models import CommitmentVersion
from sla.refusals import NotADraft
from sla.selectors.letters import get_version
from sla.services.drafting import clone_and_amend, discard_draft, edit_draft, make_draft
from sla.services.letters import draft_letter


@require_http_methods(["GET", "HEAD", "POST"])
@deciding_view
def new(request: StaffRequest) -> HttpResponseBase:
    """A letter of the house's own."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = make_draft(
                actor=request.actor,
                party_name=company().name,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, error.text)
        else:
            return redirect("insights:commitment-edit", draft.pk)
    status = 422 if form.errors else 200
    return render_page(request, "insights/commitments/new.html", {"form": form}, status=status)


@require_POST
@deciding_view
def install(request: StaffRequest) -> HttpResponseBase:
    """A letter that ships, as a draft; the next page says whether it can be signed."""
    code = request.POST.get("letter", "")
    draft = draft_letter(code, actor=request.actor, now=timezone.now())
    return go_further(request, "insights:commitment-sign", draft.pk)


@require_POST
@deciding_view
def amend(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A copy to change; the version itself stays as it was signed."""
    copy = clone_and_amend(actor=request.actor, version_id=pk, now=timezone.now())
    messages.success(
        request, _("Draft {number} is a copy. Change it, say why, then sign it.").format(number=copy.number)
    )
    return redirect("insights:commitment-edit", copy.pk)


@require_POST
@deciding_view
def discard(request: StaffRequest, pk: int) -> HttpResponseBase:
    number = get_version(actor=request.actor, version_id=pk).number
    discard_draft(actor=request.actor, version_id=pk)
    messages.success(request, _("Draft {number} was thrown away.").format(number=number))
    return redirect("insights:commitments")


@require_http_methods(["GET", "HEAD", "POST"])
@deciding_view
def edit(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The draft's own fields, its scope and its clauses."""
    draft = get_version(actor=request.actor, version_id=pk)
    if draft.state != "draft":
        raise NotADraft(number=draft.number)
    if request.method != "POST":
        initial, clauses = initial_of(draft)
        return _page(
            request, draft, DraftForm(initial=initial), ClauseForms(initial=clauses, prefix="clause")
        )
    form, clause_forms = DraftForm(request.POST), ClauseForms(request.POST, prefix="clause")
    if form.is_valid() and clause_forms.is_valid():
        try:
            edit_draft(actor=request.actor, version_id=pk, facts=facts_of(form, clause_forms))
        except DomainError as error:
            form.add_error("number" if error.code == "number_taken" else None, error.text)
        else:
            messages.success(
                request, _("Draft {number} is saved.").format(number=form.cleaned_data["number"])
            )
            return redirect("insights:commitment", pk)
    return _page(request, draft, form, clause_forms, status=422)


def _page(
    request: StaffRequest, draft: CommitmentVersion, form: DraftForm, clause_forms: Any, *, status: int = 200
) -> HttpResponseBase:
    context = {"form": form, "clause_forms": clause_forms, "version": draft}
    return render_page(request, "insights/commitments/edit.html", context, status=status)
