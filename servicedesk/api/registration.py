"""From what another system sent to what the registration service takes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import BadInput
from tickets.choices import Channel, Impact, Kind
from tickets.services.registration import ServiceRequest


class NoSuchBranch(BadInput):
    code = "no_such_branch"
    message = _("This branch does not exist, or this token may not register for it.")


def service_request(data: Mapping[str, Any], actor: Actor) -> ServiceRequest:
    """The checked body as a request; raises NoSuchBranch."""
    return ServiceRequest(
        channel=Channel(data["channel"]),
        customer=CustomerFacts(**data["customer"]),
        problem=data["problem"],
        kind=Kind(data["kind"]),
        impact=Impact(data["impact"]),
        product=data["product"],
        serial=data["serial"],
        location=data["location"],
        received_at=data["received_at"],
        backdating_reason=data["backdating_reason"],
        came_to=data["came_to"],
        branch_id=branch_of(data["branch"], actor),
    )


def branch_of(code: str, actor: Actor) -> int | None:
    """The branch's row number; a token of one branch names that one or none."""
    if not code:
        return None
    branch = Branch.objects.filter(code=code).first()
    if branch is None or actor.branch_id not in (None, branch.pk):
        raise NoSuchBranch(fields={"branch": [str(NoSuchBranch.message)]})
    return branch.pk
