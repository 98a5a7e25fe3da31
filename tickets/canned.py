"""The places of a canned reply that are filled in for a ticket."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

PLACES: dict[str, LazyText] = {
    "customer": _("the customer's name"),
    "number": _("the number of the request"),
    "title": _("what the request is about"),
    "agent": _("the name of who writes"),
}
PLACE = re.compile(r"\{([^{}\n]*)\}")


def unknown_places(text: str) -> list[str]:
    """What stands in braces and is no place."""
    return [name for name in PLACE.findall(text) if name not in PLACES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its places filled in; what comes in is never looked at again."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)
