"""The records that the rows of a table name by their codes, found for a thousand rows at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet
from django.db.models.functions import Upper

from accounts.models import Customer, Product, Purchase
from accounts.tables.reasons import Rejection

POINTS_TO: Mapping[str, type[Customer] | type[Product]] = {"customer": Customer, "product": Product}


@dataclass(slots=True)
class Row:
    """One row that could be read: the line it begins in, and its values by field."""

    line: int
    values: dict[str, Any]


def upper(text: str) -> str:
    """As the database makes capitals: one character stays one."""
    return "".join(big if len(big := character.upper()) == 1 else character for character in text)


@dataclass(frozen=True, slots=True)
class Named:
    """By the capitals of their codes: the customers and products, and of each customer the purchases."""

    records: Mapping[str, Mapping[str, Any]]
    purchases: Mapping[tuple[str, str], list[Purchase]]

    @classmethod
    def by(cls, rows: Sequence[Row]) -> Self:
        return cls({name: _by_code(name, rows) for name in POINTS_TO}, _purchases_named(rows))

    def resolve(self, values: dict[str, Any]) -> None:
        """Put records in the place of the codes that name them; raises Rejection when one is not there."""
        if "purchases" in values:
            whose, serials = upper(values["customer"]), values["purchases"]
            found = [_named(self.purchases, (whose, upper(one)), "no_purchase", one) for one in serials]
            values["purchases"] = [purchase for some in found for purchase in some]
        if "products" in values:
            products = self.records["product"]
            values["products"] = [_named(products, upper(c), "no_product", c) for c in values["products"]]
        for name in POINTS_TO.keys() & values.keys():
            code = values[name]
            values[name] = _named(self.records[name], upper(code), f"no_{name}", code)


def _named(found: Mapping[Any, Any], key: Any, code: str, value: str) -> Any:
    if key not in found:
        raise Rejection(code, value=value)
    return found[key]


def _by_code(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The customers or products that these rows name, by the capitals of their code."""
    lists = [code for row in rows for code in row.values.get("products", ())] if name == "product" else []
    codes = {upper(row.values[name]) for row in rows if name in row.values} | {upper(c) for c in lists}
    return _by_capitals(POINTS_TO[name].objects.all(), "code", codes) if codes else {}


def _by_capitals(rows: QuerySet[Any], column: str, codes: Iterable[str]) -> dict[str, Any]:
    found = rows.annotate(capitals=Upper(column)).filter(capitals__in=codes)
    return {record.capitals: record for record in found}


def _purchases_named(rows: Sequence[Row]) -> dict[tuple[str, str], list[Purchase]]:
    """(customer's code, serial) in capitals -> purchases, for the contracts that name some."""
    serials = {upper(serial) for row in rows for serial in row.values.get("purchases", ())}
    if not serials:
        return {}
    codes = {upper(row.values["customer"]) for row in rows}
    found: QuerySet[Any] = Purchase.objects.select_related("product").annotate(
        capitals=Upper("serial"), whose=Upper("customer__code")
    )
    named: dict[tuple[str, str], list[Purchase]] = {}
    for purchase in found.filter(capitals__in=serials, whose__in=codes):
        named.setdefault((purchase.whose, purchase.capitals), []).append(purchase)
    return named
