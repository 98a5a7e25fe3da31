"""The columns of the tables that can be brought in, and how a cell of each is read. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import RecordKind
from accounts.tables.reasons import REASONS, Rejection
from accounts.zones import known_zones

DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YES = frozenset({"", "1", "yes", "y", "true", "是"})
NO = frozenset({"0", "no", "n", "false", "否"})
LIST = re.compile(r"[;；、|\n]+")
LANGUAGES = {code: code for code, _name in settings.LANGUAGES} | {"zh": "zh-hans", "zh-cn": "zh-hans"}

LONGEST_ADDRESS = 254  # of an e-mail (RFC 5321)

Read = Callable[[str], Any]


def _text(cell: str) -> str:
    return cell


def _date(cell: str) -> date | None:
    if not cell:
        return None
    found = DATE.fullmatch(cell)
    try:
        return date(*map(int, found.groups())) if found else datetime.strptime(cell, "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError as error:
        raise Rejection("no_date", value=cell) from error


def _email(cell: str) -> str:
    small = cell.lower()  # may be longer than what was given
    try:
        if small:
            validate_email(small)
    except ValidationError as error:
        raise Rejection("no_address", value=cell) from error
    if len(small) > LONGEST_ADDRESS:
        raise Rejection("no_address", value=cell)
    return small


def _yes_no(cell: str) -> bool:
    if cell.casefold() not in YES | NO:
        raise Rejection("no_yes_or_no", value=cell)
    return cell.casefold() in YES


def _language(cell: str) -> str:
    code = LANGUAGES.get(cell.casefold() or "en")
    if code is None:
        raise Rejection("no_language", value=cell)
    return code


def _zone(cell: str) -> str:
    if cell and cell not in known_zones():
        raise Rejection("no_zone", value=cell)
    return cell


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in LIST.split(cell) if part.strip()))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name of its field, its heading in words, how its cells are read."""

    name: str
    label: LazyText
    is_needed: bool = False
    most: int = 60
    read: Read = _text
    also: str = ""  # another heading that is understood

    def value(self, cell: str) -> Any:
        """The cell as its field takes it; raises Rejection."""
        if self.is_needed and not cell:
            raise Rejection("empty", column=self.name)
        if len(cell) > self.most:
            raise Rejection("too_long", column=self.name, most=self.most)
        return self.read(cell)


COLUMNS: Mapping[str, Sequence[Column]] = {
    RecordKind.CUSTOMER: (
        Column("code", _("customer number"), is_needed=True),
        Column("name", _("name"), is_needed=True, most=120),
        Column("email", _("e-mail"), most=254, read=_email),
        Column("phone", _("phone"), most=40),
        Column("region", _("region"), most=120),
        Column("language", _("language"), read=_language),
        Column("zone", _("time zone"), most=64, read=_zone),
    ),
    RecordKind.PRODUCT: (
        Column("code", _("product code"), is_needed=True),
        Column("name", _("name"), is_needed=True, most=120),
        Column("family", _("product family")),
        Column("is_active", _("still sold"), read=_yes_no),
    ),
    RecordKind.PURCHASE: (
        Column("customer", _("customer number"), is_needed=True),
        Column("product", _("product code"), is_needed=True),
        Column("serial", _("serial or lot number"), is_needed=True),
        Column("bought_on", _("bought on"), read=_date),
        Column("warranty_until", _("under warranty until"), read=_date),
        Column("order_number", _("order number")),
        Column("place", _("where it stands"), most=240),
    ),
    RecordKind.CONTRACT: (
        Column("number", _("contract number"), is_needed=True),
        Column("customer", _("customer number"), is_needed=True),
        Column("from_on", _("first day"), is_needed=True, read=_date),
        Column("until_on", _("last day"), is_needed=True, read=_date),
        Column("products", _("product codes"), most=20_000, read=_list),
        Column("purchases", _("serial numbers"), most=20_000, read=_list, also="serials"),
    ),
}


def names_of(kind: str) -> str:
    """The headings of a table as other systems write them."""
    return ", ".join(column.also or column.name for column in COLUMNS[kind])


def in_words(kind: str, code: str, data: Mapping[str, Any]) -> str:
    """Why a row was left out, in the reader's language."""
    labels = {column.name: str(column.label) for column in COLUMNS[kind]}
    facts = {name: labels.get(value, value) if name == "column" else value for name, value in data.items()}
    return str(REASONS[code]).format_map(facts)


def places_of(kind: str, header: Sequence[str]) -> dict[int, Column]:
    """Which cell of a row belongs to which column: by the field's name, or its heading in any language."""
    by_name: dict[str, Column] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            by_name |= {str(column.label).casefold(): column for column in COLUMNS[kind]}
    by_name |= {name: column for column in COLUMNS[kind] for name in (column.name, column.also)}
    by_name.pop("", None)
    first: dict[str, tuple[int, Column]] = {}
    for at, cell in enumerate(header):
        if column := by_name.get(" ".join(cell.split()).casefold()):
            first.setdefault(column.name, (at, column))
    return dict(first.values())


def unread(header: Sequence[str], places: Mapping[int, Column]) -> list[str]:
    """The headings that no column of ours has."""
    return [cell for at, cell in enumerate(header) if cell and at not in places]
