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
FEWEST_DIGITS = 4  # fewer say nothing about a phone number


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Read rules of customers, chainable."""

    def matching(self, words: str) -> Self:
        """Name, e-mail, customer number or phone contain `words`, a phone number however it is spaced."""
        digits = "".join(character for character in words if character.isdigit())
        found = Q(name__icontains=words) | Q(email__icontains=words) | Q(code__icontains=words)
        if len(digits) >= FEWEST_DIGITS:
            found |= Q(digits__contains=digits)
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
