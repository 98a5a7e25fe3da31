"""Weekly shifts: at which hours somebody is named owner of new matters (D3.3). Pure."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.worktime import Calendar, compile_calendar


def is_in_shift(shifts: Any, *, zone: str, at: datetime) -> bool:
    """Whether `at` (aware) lies within the stored hours, read in `zone`; without any it always does."""
    return shifts is None or compile_calendar(Calendar.read(zone, shifts)).is_open(at)


def validate_shifts(shifts: Any) -> None:
    """Refuse what is no week of hours; raises ValidationError."""
    try:
        Calendar.read("UTC", shifts)
    except ValueError as problem:
        raise ValidationError(
            _("Enter seven lists of hours, Monday first, and an empty list for a free day.")
        ) from problem
