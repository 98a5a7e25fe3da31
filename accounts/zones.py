from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def known_zones() -> frozenset[str]:
    """Every IANA name this machine knows; read from its files once."""
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    """Refuse what is no IANA time zone; raises ValidationError."""
    if name not in known_zones():
        raise ValidationError(_("Enter the IANA name of a time zone, for example Asia/Shanghai."))
