"""The way past the owner: a complaint goes to management, and its page is the complaint's own."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.web import PageRequest
from servicedesk.portal.forms.answers import ComplainForm
from servicedesk.portal.forms.fields import upload_limits
from servicedesk.portal.pages.problems import problems_of
from servicedesk.portal.private import customer_of, private_page
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services import complaining
from tickets.tracking import token_for

NOT_VALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def complain(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """The form, then the page where the complaint is followed; the request's own page says nothing of it."""
    policy.require(customer_of(ticket), "complain", ticket)
    if request.method != "POST":
        return _page(request, ticket, ComplainForm())
    form = ComplainForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ticket, form, NOT_VALID)
    complaint = complaining.complain(
        actor=customer_of(ticket),
        ticket_id=ticket.pk,
        text=form.cleaned_data["text"],
        files=form.cleaned_data["attachments"],
        now=timezone.now(),
    )
    return redirect("portal:track", token_for(complaint))


def _page(request: PageRequest, ticket: Ticket, form: ComplainForm, status: int = 200) -> TemplateResponse:
    context = {
        "ticket": ticket,
        "token": token_for(ticket),
        "form": form,
        "problems": problems_of(form),
        "limits": upload_limits(),
    }
    return TemplateResponse(request, "portal/complain.html", context, status=status)
