"""Small helpers of the faces: a page and its htmx fragment are one template and one context."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django_htmx.middleware import HtmxDetails

from core.actors import Actor


class PageRequest(HttpRequest):
    """Any request that went through the house's middleware."""

    htmx: HtmxDetails
    actor: Actor | None


class StaffRequest(PageRequest):
    """A request of a signed-in member of staff; `staff_required` has checked it."""

    actor: Actor


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, fragment: str = "", status: int = 200
) -> TemplateResponse:
    """The whole page, or only its partial `fragment` when htmx asked for it."""
    wants_fragment = bool(fragment) and bool(getattr(request, "htmx", False))
    name = f"{template}#{fragment}" if wants_fragment else template
    return TemplateResponse(request, name, dict(context), status=status)
