import re
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Func, Q, Value

if TYPE_CHECKING:  # the models import this module; within one app
    from accounts.models import Customer, Product, Purchase  # noqa: F401

# A phone number without what people put between its digits.
DIGITS = Func(
    F("phone"),
    Value(r"\D"),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=models.TextField(),
)
PHONE = re.compile(r"[\s()+\-./]*(?:[0-9][\s()+\-./]*){4,}")  # fewer digits say nothing about a phone number


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Read rules of customers, chainable."""

    def matching(self, words: str) -> Self:
        """Name, e-mail, customer number or phone contain `words`, a phone number however it is spaced."""
        found = Q(name__icontains=words) | Q(email__icontains=words) | Q(code__icontains=words)
        if PHONE.fullmatch(words):
            found |= Q(digits__contains="".join(filter(str.isdecimal, words)))
        return self.alias(digits=DIGITS).filter(found)


class ProductQuerySet(models.QuerySet["Product"]):
    def matching(self, words: str) -> Self:
        return self.filter(Q(name__icontains=words) | Q(code__icontains=words) | Q(family__icontains=words))


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    """Read rules of purchases, chainable."""

    def for_rows(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("customer", "product")

    def with_serial(self, serial: str) -> Self:
        return self.filter(serial__iexact=serial)
