"""What other faces show in the desk's frame, too: its side navigation and its keys.

{% desk_navigation as nav %}
{% place_bar nav %}            queue, team, alerts: what every page offers first
{% place_line place %}         a view with how many tickets it holds
{% places "house" nav %}       links that are the same for everybody: views, house or account
{% to_first_steps %}
{% step_keys as steps %}
"""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.safestring import SafeString

from core.drawn import drawn
from servicedesk.desk.first_steps import FirstSteps, first_steps, may_set_up
from servicedesk.desk.navigation import Navigation, Place, navigation
from servicedesk.desk.steps import EDITOR

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_navigation(context: Context) -> Navigation:
    request: Any = context["request"]
    return navigation(request, now=timezone.now(), current=request.get_full_path())


@register.simple_tag(takes_context=True)
def place_bar(context: Context, nav: Navigation) -> SafeString:
    return drawn(
        "desk/places/bar.html",
        here=_here(context),
        mine=_facts(nav.mine),
        everything=_facts(nav.everything),
        branch=nav.branch,
        unread=str(nav.unread) if nav.unread else "",
        may_report=nav.may_report,
    )


@register.simple_tag
def place_line(place: Place) -> SafeString:
    url, is_current, count = _facts(place)
    return drawn(
        "desk/places/line.html",
        url=url,
        is_current=is_current,
        count=count,
        icon_name=place.icon,
        label=place.label,
        tone=place.tone if place.count else "",
    )


@register.simple_tag(takes_context=True)
def places(context: Context, group: str, nav: Navigation) -> SafeString:
    return drawn(f"desk/places/{group}.html", here=_here(context), may_report=nav.may_report)


@register.inclusion_tag("desk/to_first_steps.html", takes_context=True)
def to_first_steps(context: Context) -> dict[str, FirstSteps | None]:
    """The way back to the first steps for whoever sets the house up, while one is open."""
    actor = context["request"].actor
    return {"first_steps": first_steps(actor, now=timezone.now()) if may_set_up(actor) else None}


@register.simple_tag
def step_keys() -> dict[str, LazyText]:
    """Letter -> the kind of entry it begins; where two share one, the earlier in a ticket's life."""
    keys: dict[str, LazyText] = {}
    for step in EDITOR:
        if step.hotkey:
            keys.setdefault(step.hotkey, step.label)
    return keys


def _facts(place: Place) -> tuple[str, bool, str]:
    return place.url, place.is_current, str(place.count)


def _here(context: Context) -> str:
    """The place among the fixed ones that the reader is at: a route's name, or that of a whole face."""
    request: Any = context["request"]
    if "/desk/registry/" in request.path:
        return "organisation" if context.get("is_house") else "registry"
    at = request.resolver_match
    return (at.view_name if at.namespace != "insights" else at.namespace) if at else ""
