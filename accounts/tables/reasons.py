"""Why a row of a table is left out: codes and data that can be kept, words in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, LazyText] = {
    "empty": _("“{column}” is empty."),
    "too_long": _("“{column}” is longer than {most} characters."),
    "too_many_cells": _("This row has {found} cells, the first line has {expected}."),
    "no_date": _("“{value}” is no date. Write it like 2026-11-24."),
    "no_address": _("“{value}” is no e-mail address."),
    "no_yes_or_no": _("“{value}” is neither yes nor no."),
    "no_language": _("“{value}” is no language we write in. Write en or zh-hans."),
    "no_zone": _("“{value}” is no time zone. Write it like Asia/Shanghai."),
    "unreachable": _("There is neither an e-mail address nor a phone number."),
    "no_customer": _("There is no customer with the number “{value}”."),
    "no_product": _("There is no product with the code “{value}”."),
    "no_purchase": _("This customer has no purchase with the serial number “{value}”."),
    "repeated": _("Line {line} is about the same already."),
    "ends_too_early": _("The last day lies before the first."),
}


class Rejection(Exception):
    """A row that cannot be used. `data` fills the placeholders of the reason's words."""

    def __init__(self, code: str, **data: Any) -> None:
        self.code = code
        self.data = data
        super().__init__(code)
