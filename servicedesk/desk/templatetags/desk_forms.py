"""Form controls in the house's look: `{% load desk_forms %}`, then

{% field form.cause %}       label, hint, what is wrong with it, control
{{ form.text|control }}      the control alone; `|control:"text"` in another dress
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.drawn import drawn_once

register = template.Library()

BARE = (CheckboxInput, RadioSelect, FileInput)
# Choices: a longer list is kept by itself, and would fill the memory with each of its fields.
MOST_OFFERED = 50


@register.simple_tag(name="field")
def field_tag(field: BoundField) -> SafeString:
    return _drawn("field", field, partial(render_to_string, "desk/field.html", {"field": field}))


@register.filter
def control(field: BoundField, css: str = "input") -> SafeString:
    """The control of `field`; boxes, circles and file choosers keep the browser's own look."""
    if isinstance(field.field.widget, BARE):
        return _drawn("control", field, field.as_widget)
    # a label says it already; a hint inside is gone as soon as somebody types
    field.field.widget.attrs.pop("placeholder", None)
    return _drawn(css, field, partial(field.as_widget, attrs={"class": css}))


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the control is a check box, which stands before its words."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_radio(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect)


def _drawn(part: str, field: BoundField, draw: Callable[[], SafeString]) -> SafeString:
    """Drawn once for all who are offered the same; with somebody's words or faults in it each time anew."""
    if field.form.is_bound:
        return draw()
    value, offered = field.value(), _read_choices(field.field.widget)
    words = value if isinstance(value, str) else ""
    if (words and not offered) or len(offered) > MOST_OFFERED:
        return draw()
    chosen = tuple(value) if isinstance(value, list) else value
    return drawn_once((part, *_look(field), chosen, offered), draw, words=words)


def _look(field: BoundField) -> tuple[Any, ...]:
    """What a field shows beside its value and its choices."""
    form, of = field.form, field.field
    said = str(field.label), str(field.help_text), tuple(of.widget.attrs.items())
    kind = type(form), type(of.widget), form.use_required_attribute
    return *kind, field.html_name, field.auto_id, of.required, of.disabled, *said


def _read_choices(widget: Any) -> tuple[Any, ...]:
    """Value and label of each choice, which may be rows of the database: read once, for its drawing, too."""
    choices = _plain(getattr(widget, "choices", ()))
    if choices:
        widget.choices = choices
    return choices


def _plain(choices: Iterable[tuple[Any, Any]]) -> tuple[Any, ...]:
    """Choices as mere text, those of a group within its own."""
    return tuple(
        (
            "" if value is None else str(value),
            _plain(label) if isinstance(label, list | tuple) else str(label),
        )
        for value, label in choices
    )
