"""Form controls of the manager's pages in the house's look."""

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def styled(field: BoundField) -> SafeString:
    return field.as_widget(attrs={"class": "input"})


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the control is one check box, which stands before its words."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether it is several boxes or buttons under one legend; to Django, check boxes are radio buttons."""
    return isinstance(field.field.widget, RadioSelect)
