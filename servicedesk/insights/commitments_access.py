"""Who may open the pages about commitments: those who may report read them, management decides."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from accounts.decorators import staff_required
from accounts.models import User
from accounts.selectors.branches import zone_of
from core.errors import NotAllowed
from core.web import StaffRequest
from sla.models import CommitmentVersion
from sla.policies import policy

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reading_view(view: View[P]) -> Guarded[P]:
    """A page for those who may see commitments, on the wall clock of the reader's branch."""
    return _guarded(view, "view")


def deciding_view(view: View[P]) -> Guarded[P]:
    """A page for those who may write and sign them."""
    return _guarded(view, "draft")


def _guarded(view: View[P], permission: str) -> Guarded[P]:
    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not policy.allows(request.actor, permission, CommitmentVersion()):
            raise NotAllowed(permission=permission)
        with timezone.override(zone_of(cast("User", request.user).branch)):
            response = view(request, *args, **kwargs)
            # a lazy response would be rendered after the zone is gone
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return staff_required(guarded)
