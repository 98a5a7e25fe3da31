"""Fields that every request body reads the same way."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.moments import YEARS


class MomentField(serializers.DateTimeField):
    """An instant with its offset; a year that no clock of the house will see is refused."""

    default_error_messages = {"year": _("Give an instant between the years {first} and {last}.")}

    def to_internal_value(self, value: Any) -> datetime:
        moment: datetime = super().to_internal_value(value)
        if moment.year not in YEARS:
            self.fail("year", first=YEARS[0], last=YEARS[-1])
        return moment
