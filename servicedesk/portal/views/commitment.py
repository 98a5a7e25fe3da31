"""The commitment as a letter: to read and to print (C1.3, C2.1, B6)."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors.branches import branch_for, phone_of
from core.web import PageRequest
from servicedesk.portal.private import private_page
from servicedesk.portal.zones import zone_for
from sla.models import CommitmentVersion
from sla.selectors.commitments import in_force
from sla.selectors.letters import letter_text, public_version, standing, version_of_ticket
from tickets.models import Ticket
from tickets.tracking import token_for

READ, PRINT, NONE = "portal/commitment.html", "portal/commitment_print.html", "portal/no_commitment.html"


@require_safe
def current(request: HttpRequest) -> HttpResponseBase:
    """What everybody can hold us to now; a friendly page while nothing is in force."""
    version = in_force(timezone.now())
    if version is None:
        return TemplateResponse(request, NONE, {"phone": phone_of(branch_for(None))})
    return _public(request, READ, version.number)


@require_safe
def shown(request: HttpRequest, number: str) -> HttpResponseBase:
    """A signed version, past ones too: a ticket keeps the one it was received under."""
    return _public(request, READ, number)


@require_safe
def printed(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same on A4, with a signature line."""
    return _public(request, PRINT, number)


@require_safe
@private_page
def own(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    """The version that binds us for this request, also when it is for this customer alone."""
    return TemplateResponse(request, READ, _own(ticket))


@require_safe
@private_page
def own_printed(request: PageRequest, ticket: Ticket) -> HttpResponseBase:
    return TemplateResponse(request, PRINT, _own(ticket))


def _public(request: HttpRequest, template: str, number: str) -> HttpResponseBase:
    version = public_version(number)
    addresses = {
        "read_url": reverse("portal:commitment", args=[version.number]),
        "print_url": reverse("portal:commitment-print", args=[version.number]),
    }
    with timezone.override(zone_for(request, branch_for(None))):
        return TemplateResponse(request, template, _context(version) | addresses).render()


def _own(ticket: Ticket) -> dict[str, Any]:
    token = token_for(ticket)
    return _context(version_of_ticket(ticket.pk)) | {
        "ticket": ticket,
        "token": token,
        "read_url": reverse("portal:own-commitment", args=[token]),
        "print_url": reverse("portal:own-commitment-print", args=[token]),
    }


def _context(version: CommitmentVersion) -> dict[str, Any]:
    return {
        "text": letter_text(version),
        "version": version,
        "standing": standing(version, timezone.now()),
    }
