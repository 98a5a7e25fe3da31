"""All requests of one address, behind a link that is mailed to it; nobody needs an account for anything."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import EntryLink
from accounts.selectors.branches import branch_for
from accounts.services.entry_links import EntryLinkGone, ask_for_entry, enter, entry_link_behind, leave
from core.limits import is_within
from core.web import PageRequest
from servicedesk.portal.forms.matters import AskForm
from servicedesk.portal.inside import let_in, let_out, link_of
from servicedesk.portal.pages.matters import matters_page
from servicedesk.portal.pages.problems import problems_of
from servicedesk.portal.private import keep_private
from servicedesk.portal.zones import zone_for

NOT_VALID, TOO_MANY = 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
def all_matters(request: PageRequest) -> HttpResponseBase:
    """The list for whoever is inside, else the question for the address; on POST the link is sent."""
    now = timezone.now()
    link = link_of(request, now)
    if request.method == "POST":
        response = _ask(request)
    elif link is None:
        response = _question(request, AskForm())
    else:
        response = _list(request, link)
    keep_private(response)
    return response


@require_safe
def asked(request: PageRequest) -> HttpResponseBase:
    """The same words for every address, known to us or not."""
    return TemplateResponse(request, "portal/matters_asked.html", {"phone": branch_for(None).phone})


@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: PageRequest, token: str) -> HttpResponseBase:
    """Seeing it changes nothing, because mail programs look at links too; the button uses the link up."""
    now = timezone.now()
    try:
        if request.method == "POST":
            response: HttpResponseBase = redirect("portal:matters")
            let_in(response, enter(token=token, now=now))
        else:
            link = entry_link_behind(token=token, now=now)
            response = TemplateResponse(request, "portal/matters_open.html", {"link": link, "token": token})
    except EntryLinkGone as problem:
        response = _question(request, AskForm(), problem.status, gone=problem.text)
    keep_private(response)
    return response


@require_POST
def leave_matters(request: PageRequest) -> HttpResponseBase:
    """On every device that has the cookie of this link."""
    now = timezone.now()
    link = link_of(request, now)
    if link is not None:
        leave(link=link, now=now)
    response = redirect("portal:matters")
    let_out(response)
    return response


def _ask(request: PageRequest) -> HttpResponseBase:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _question(request, form, NOT_VALID)
    email = form.cleaned_data["email"].lower()
    if not is_within(request, "portal_matters", "10/hour"):
        form.add_error(
            None, _("Too many links were asked for from your network. Try again in an hour, or call us.")
        )
        return _question(request, form, TOO_MANY)
    if is_within(request, "portal_matters_to", "3/hour", email):  # nobody's mailbox is filled by others
        ask_for_entry(email=email, language=get_language() or "en", now=timezone.now())
    return redirect("portal:matters-asked")


def _question(request: PageRequest, form: AskForm, status: int = 200, *, gone: str = "") -> HttpResponseBase:
    context = {"form": form, "problems": problems_of(form), "gone": gone, "phone": branch_for(None).phone}
    return TemplateResponse(request, "portal/matters_ask.html", context, status=status)


def _list(request: PageRequest, link: EntryLink) -> HttpResponseBase:
    branch = branch_for(None)
    with timezone.override(zone_for(request, branch)):
        closed, page = request.GET.get("show") == "closed", request.GET.get("page", "")
        context = matters_page(link, closed=closed, page=page, now=timezone.now())
        context["phone"] = branch.phone
        return TemplateResponse(request, "portal/matters.html", context).render()
