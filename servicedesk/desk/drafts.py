"""What is typed into the editor, as a draft, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from servicedesk.desk.steps import STEPS
from tickets.services.drafts import Typed


def typed_of(step: str, form: forms.Form, untouched: forms.Form, data: QueryDict, now: datetime) -> Typed:
    """What the window sent of `form`; nothing where it is as the `untouched` one."""
    values, others = _values(form), _values(untouched)
    if all(str(values[name] or "") == str(others[name] or "") for name in values):
        values = {}
    return window_of(step, data, now, values)


def window_of(step: str, data: QueryDict, now: datetime, values: Mapping[str, Any] | None = None) -> Typed:
    """The window that sent `data`, with the `values` typed in it."""
    moved_from = data.get("moved_from", "")
    return Typed(step, values or {}, _opened_at(data, now), moved_from if moved_from in STEPS else "")


def _values(form: forms.Form) -> dict[str, Any]:
    """The fields as they are typed, without files."""
    names = [name for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return {name: _storable(form[name].value()) for name in names}


def _storable(value: Any) -> Any:
    """The database refuses that character, in whatever it stands."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _opened_at(data: QueryDict, now: datetime) -> datetime:
    """When the window was opened, as its page says."""
    try:
        moment = parse_datetime(data.get("opened", ""))
    except ValueError:
        moment = None
    return moment if moment and moment.tzinfo and moment <= now else now
