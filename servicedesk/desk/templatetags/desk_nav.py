"""The desk's side navigation for other faces in its frame: `{% desk_navigation as nav %}`."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from servicedesk.desk.navigation import Navigation, navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_navigation(context: Context) -> Navigation:
    request: Any = context["request"]
    return navigation(request, now=timezone.now(), current=request.get_full_path())
