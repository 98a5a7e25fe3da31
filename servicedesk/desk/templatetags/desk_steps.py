"""The steps offered on a ticket: `{% step_tabs editor %}` and `{% step_buttons editor %}`, on its page."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from core.drawn import drawn
from servicedesk.desk.editor import Editor
from servicedesk.desk.steps import Step

register = template.Library()

AT_THE_TOP = frozenset({"question", "resolve", "summary", "confirm", "reopen"})


@register.simple_tag(takes_context=True)
def step_tabs(context: Context, editor: Editor) -> SafeString:
    """Kinds of entries, the one in use marked."""
    current = editor.step.key if editor.step else ""
    return _drawn("desk/ticket/step_tabs.html", context, editor.steps, current=current)


@register.simple_tag(takes_context=True)
def step_buttons(context: Context, editor: Editor) -> SafeString:
    """What moves the whole matter on, beside its title."""
    moving_on = (step for step in editor.steps if step.key in AT_THE_TOP)
    return _drawn("desk/ticket/step_buttons.html", context, moving_on)


def _drawn(name: str, context: Context, steps: Iterable[Step], **facts: str) -> SafeString:
    lines = tuple((step.key, step.hotkey, str(step.label)) for step in steps)
    return drawn(
        name, steps=lines, number=context["ticket"].number, further=context.get("further", ""), **facts
    )
