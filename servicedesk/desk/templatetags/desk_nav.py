"""What other faces show in the desk's frame, too: its side navigation and its keys.

`{% desk_navigation as nav %}`, `{% step_keys as steps %}`, `{% to_first_steps %}`.
"""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.functional import Promise as LazyText

from servicedesk.desk.first_steps import FirstSteps, first_steps, may_set_up
from servicedesk.desk.navigation import Navigation, navigation
from servicedesk.desk.steps import EDITOR

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_navigation(context: Context) -> Navigation:
    request: Any = context["request"]
    return navigation(request, now=timezone.now(), current=request.get_full_path())


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
