from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_zone(name: str) -> None:
    """Refuse what is no IANA time zone; raises ValidationError."""
    if name not in available_timezones():
        raise ValidationError(_("Enter the IANA name of a time zone, for example Asia/Shanghai."))
