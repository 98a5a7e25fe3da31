"""Signing a draft: what it means, what still keeps it from being signed, and the act."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import deciding_view
from servicedesk.insights.commitments_pages import version_context
from servicedesk.insights.forms import MomentField
from servicedesk.returning import go_on
from sla.models import CommitmentVersion, VersionState
from sla.refusals import NotADraft
from sla.selectors.letters import get_version
from sla.selectors.soundness import same_scope, what_is_wrong
from sla.services.letters import bring_house_rules
from sla.services.signing import sign_version

YEARS = range(2000, 2100)


class SignForm(forms.Form):
    effective_from = MomentField(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("Leave it empty for at once."),
    )

    def clean_effective_from(self) -> datetime | None:
        given: datetime | None = self.cleaned_data["effective_from"]
        if given is not None and given.year not in YEARS:
            raise forms.ValidationError(gettext_lazy("Choose a day of this century."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@deciding_view
def sign(request: StaffRequest, pk: int) -> HttpResponseBase:
    draft, now = get_version(actor=request.actor, version_id=pk), timezone.now()
    if draft.state != VersionState.DRAFT:
        raise NotADraft(number=draft.number)
    form = SignForm(request.POST or None)
    start: datetime | None = form.cleaned_data["effective_from"] if form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        try:
            signed = sign_version(actor=request.actor, version_id=pk, effective_from=start, now=now)
            has_brought = bring_house_rules(actor=request.actor, now=now)
        except DomainError as error:
            form.add_error(None, error.text)
        else:
            messages.success(request, _("{number} is signed.").format(number=signed.number))
            if has_brought:
                messages.success(request, _("The house rules for departments' tasks are in force as well."))
            return go_on(request, "insights:commitment", pk)
    return _page(request, draft, form, start, now)


def _page(
    request: StaffRequest, draft: CommitmentVersion, form: SignForm, start: datetime | None, now: datetime
) -> HttpResponseBase:
    context = version_context(draft, now) | {
        "form": form,
        "wrong": [problem.text for problem in what_is_wrong(draft, start=start or now)],
        "replaces": same_scope(draft)
        .filter(state=VersionState.SIGNED, commitment=draft.commitment_id)
        .first(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "insights/commitments/sign.html", context, status=status)
