"""Form controls in the house's look: `{% load desk_forms %}`, then `{{ field|control }}`."""

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()

BARE = (CheckboxInput, RadioSelect, FileInput)


@register.filter
def control(field: BoundField, css: str = "input") -> SafeString:
    """The control of `field`; boxes, circles and file choosers keep the browser's own look."""
    if isinstance(field.field.widget, BARE):
        return field.as_widget()
    # a label says it already; a hint inside is gone as soon as somebody types
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": css})


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the control is a check box, which stands before its words."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_radio(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect)
