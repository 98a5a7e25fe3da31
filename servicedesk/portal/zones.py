"""Whose wall clock a customer's page shows."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest

from accounts.models import Branch
from accounts.zones import known_zones

COOKIE = "zone"  # set by static/js/portal.js from the browser's own settings


def browser_zone(request: HttpRequest) -> str:
    """The zone the browser named, or "" when it named none that exists."""
    name = request.COOKIES.get(COOKIE, "")
    return name if name in known_zones() else ""


def zone_for(request: HttpRequest, branch: Branch | None, own: str = "") -> ZoneInfo:
    """The customer's `own` zone as registered, else the browser's, else the branch's, else UTC."""
    names = (own, browser_zone(request), branch.zone if branch else "", "UTC")
    return ZoneInfo(next(name for name in names if name in known_zones()))
