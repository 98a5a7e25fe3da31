"""A new calendar, and who works by which."""

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Branch
from core.errors import DomainError, NotAllowed
from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import reading_view
from servicedesk.returning import go_on
from sla.policies import hours_policy, manages, may_create_calendars
from sla.selectors.calendars import get_calendar
from sla.services.calendar_install import OFFICE, install_calendar
from sla.services.calendars import create_calendar, make_default, set_branch_calendar

DEFAULT = "default"


class NewCalendarForm(forms.Form):
    """What a calendar is called, and who is to work by it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits and hyphens; it stands in addresses."),
    )
    branch = forms.ModelChoiceField(
        label=gettext_lazy("For branch"), queryset=Branch.objects.order_by("name"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reading_view
def new(request: StaffRequest) -> HttpResponseBase:
    """Name it; its hours come next."""
    if not may_create_calendars(request.actor):
        raise NotAllowed(permission="create")
    form = NewCalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            made = create_calendar(
                actor=request.actor,
                code=facts["code"],
                name=facts["name"],
                branch_id=facts["branch"].pk if facts["branch"] else None,
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error("code" if error.code == "calendar_code_taken" else "branch", error.text)
        else:
            return redirect("insights:calendar-edit", made.code)
    status = 422 if form.errors else 200
    return render_page(request, "insights/calendars/new.html", {"form": form}, status=status)


@require_POST
@reading_view
def install(request: StaffRequest) -> HttpResponseBase:
    """The calendar that ships; its page says which hours these are."""
    if not manages(request.actor):
        raise NotAllowed(permission="install")
    install_calendar(actor=request.actor, now=timezone.now())
    messages.success(request, _("The office calendar is installed."))
    return go_on(request, "insights:calendar", OFFICE)


@require_POST
@reading_view
def use(request: StaffRequest, code: str) -> HttpResponseBase:
    """Let a branch, or every branch without one of its own, work by this calendar."""
    calendar = get_calendar(actor=request.actor, code=code)
    wanted = request.POST.get("branch", "")
    if wanted == DEFAULT:
        make_default(actor=request.actor, calendar_id=calendar.pk)
    else:
        branch = _branch(request, wanted)
        set_branch_calendar(actor=request.actor, branch_id=branch.pk, calendar_id=calendar.pk)
    messages.success(request, _("Saved. It counts for clocks that start from now on."))
    return redirect("insights:calendar", code)


def _branch(request: StaffRequest, wanted: str) -> Branch:
    """The chosen branch; anything that is none of the reader's is refused alike."""
    for branch in Branch.objects.order_by("pk"):
        if str(branch.pk) == wanted and hours_policy.allows(request.actor, "set_calendar", branch):
            return branch
    raise NotAllowed(permission="set_calendar")
