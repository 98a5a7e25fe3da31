"""What a table would do to the registry: each row new, changed, as before, or left out with its reason.

Rows are taken a thousand at a time, each thousand in a fixed number of queries, so that neither memory nor
time grow faster than the table.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Customer, Purchase, RecordKind
from accounts.selectors.records import MODELS
from accounts.services.naming import Named, Row, upper
from accounts.services.records import Changes, Record, differences, listed, values_of
from accounts.tables.columns import COLUMNS, Column, places_of
from accounts.tables.reasons import Rejection
from accounts.tables.text import MOST_BYTES, MOST_ROWS, TableTooLarge, lines_of
from core.errors import BadInput

AT_ONCE = 1000
# The column by which a row is known; a purchase is known by its product too.
KEYS = {
    RecordKind.CUSTOMER: "code",
    RecordKind.PRODUCT: "code",
    RecordKind.PURCHASE: "serial",
    RecordKind.CONTRACT: "number",
}
LISTS = ("products", "purchases")
Lists = dict[str, list[Any]]


class ColumnsMissing(BadInput):
    code = "columns_missing"
    message = _("The first line must name the columns. Missing: {columns}.")


@dataclass(slots=True)
class Planned:
    """A record as it would be, what changes on it, and what a contract names in its lists."""

    record: Record
    changes: Changes
    lists: Lists


@dataclass(slots=True)
class Plan:
    """What becomes of some rows. `rejected`: [line, reason's code, its data]."""

    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    same: list[Planned] = field(default_factory=list)
    rejected: list[list[Any]] = field(default_factory=list)

    def reject(self, line: int, reason: Rejection) -> None:
        self.rejected.append([line, reason.code, reason.data])


def plans_of(kind: str, text: str, *, now: datetime) -> Iterator[Plan]:
    """What becomes of each thousand rows, against the registry as it is at that moment.

    Raises NotATable, ColumnsMissing, TableTooLarge.
    """
    lines = lines_of(text)
    _begins, header = next(lines, (1, []))
    places = places_of(kind, header)
    missing = [c for c in COLUMNS[kind] if c.is_needed and c not in places.values()]
    if missing:
        raise ColumnsMissing(columns=", ".join(str(column.label) for column in missing))
    seen: dict[Any, int] = {}
    left = MOST_ROWS
    while part := list(islice(lines, AT_ONCE)):
        left -= len(part)
        if left < 0:
            raise TableTooLarge(rows=MOST_ROWS, megabytes=MOST_BYTES // 1024 // 1024)
        plan = Plan()
        rows = list(_read(part, places, len(header), plan))
        yield _compared(kind, rows, seen, plan, now)


def _read(
    lines: Iterable[tuple[int, list[str]]], places: Mapping[int, Column], width: int, plan: Plan
) -> Iterator[Row]:
    for line, cells in lines:
        try:
            yield Row(line, _values(cells, places, width))
        except Rejection as reason:
            plan.reject(line, reason)


def _values(cells: list[str], places: Mapping[int, Column], width: int) -> dict[str, Any]:
    if any(cells[width:]):
        raise Rejection("too_many_cells", found=len(cells), expected=width)
    padded = cells + [""] * (width - len(cells))
    return {column.name: column.value(padded[at]) for at, column in places.items()}


def plan_of(kind: str, values: dict[str, Any], *, now: datetime) -> Plan:
    """What becomes of one row whose values are given by field, codes in the place of what they name."""
    return _compared(kind, [Row(1, values)], {}, Plan(), now)


def _compared(kind: str, rows: Sequence[Row], seen: dict[Any, int], plan: Plan, now: datetime) -> Plan:
    named = Named.by(rows)
    usable = [row for row in rows if _is_resolved(row, named, plan)]
    known = _existing(kind, usable)
    for row in usable:
        try:
            _plan_row(kind, row, known, seen, plan, now)
        except Rejection as reason:
            plan.reject(row.line, reason)
    return plan


def _is_resolved(row: Row, named: Named, plan: Plan) -> bool:
    try:
        named.resolve(row.values)
    except Rejection as reason:
        plan.reject(row.line, reason)
        return False
    return True


def _key(kind: str, record: Any) -> Any:
    capitals = upper(getattr(record, KEYS[RecordKind(kind)]))
    return (record.product_id, capitals) if kind == RecordKind.PURCHASE else capitals


def _existing(kind: str, rows: Sequence[Row]) -> dict[Any, Any]:
    column = KEYS[RecordKind(kind)]
    found: QuerySet[Any] = MODELS[kind].objects.all()
    if kind == RecordKind.PURCHASE:
        products = {row.values["product"].pk for row in rows}
        found = found.filter(product__in=products).select_related("customer", "product")
    if kind == RecordKind.CONTRACT:
        found = found.select_related("customer").prefetch_related("products", "purchases__product")
    capitals = {upper(row.values[column]) for row in rows}
    found = found.annotate(capitals=Upper(column)).filter(capitals__in=capitals)
    return {_key(kind, record): record for record in found}


def _plan_row(
    kind: str, row: Row, known: Mapping[Any, Any], seen: dict[Any, int], plan: Plan, now: datetime
) -> None:
    lists: Lists = {name: row.values.pop(name) for name in LISTS if name in row.values}
    draft: Any = MODELS[kind](**row.values)
    key = _key(kind, draft)
    if key in seen:
        raise Rejection("repeated", line=seen[key])
    record, before = known.get(key), {}
    if record is None:
        record = draft
        if kind == RecordKind.CUSTOMER:
            record.created_at = now
    else:
        before = values_of(record) | {name: listed(getattr(record, name).all()) for name in lists}
        for name, value in row.values.items():
            setattr(record, name, value)
    check_whole(record)
    seen[key] = row.line
    after = values_of(record) | {name: listed(named) for name, named in lists.items()}
    planned = Planned(record, differences(before, after), lists)
    if not before:
        plan.new.append(planned)
    elif planned.changes:
        plan.changed.append(planned)
    else:
        plan.same.append(planned)


def check_whole(record: Record) -> None:
    """What no single cell can show; raises Rejection."""
    if isinstance(record, Customer) and not record.email and not record.phone:
        raise Rejection("unreachable")
    first, last = {
        Purchase: ("bought_on", "warranty_until"),
        Contract: ("from_on", "until_on"),
    }.get(type(record), ("", ""))
    begins, ends = getattr(record, first, None), getattr(record, last, None)
    if begins and ends and ends < begins:
        raise Rejection("ends_too_early")
