from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.prepared import Given, IsOneOf
from tickets.choices import State

if TYPE_CHECKING:
    from tickets.models import Ticket  # noqa: F401  # the model imports this module; within one app


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Read rules, chainable."""

    def not_closed(self) -> Self:
        return self.exclude(state=State.CLOSED)

    def of_branch(self, branch_id: int | None) -> Self:
        return self.filter(branch_id=branch_id)

    def within_reach(self, user_id: int | None, branches: Collection[int] | Given) -> Self:
        """Of any of these branches, or owned by this person."""
        is_there = (
            IsOneOf(models.F("branch"), branches) if isinstance(branches, Given) else Q(branch__in=branches)
        )
        return self.filter(is_there | Q(owner=user_id))

    def complaints_apart(self) -> Self:
        """Without complaints, which only management reads (D3.4)."""
        return self.filter(complaint_about=None)

    def not_concerning(self, user_id: int | None) -> Self:
        """Without the complaints about this person."""
        return self.exclude(complaint_concerns=user_id)

    def of_customer(self, customer_id: int | None) -> Self:
        return self.filter(customer=customer_id)

    def of_address(self, email: str) -> Self:
        """Of every customer with this address, however often and however written; "" is nobody's."""
        return self.filter(customer__email__iexact=email) if email else self.none()

    def owned_by(self, user_id: int | None) -> Self:
        return self.filter(owner_id=user_id)

    def owner_off_duty(self) -> Self:
        """The lead holds it, or the owner has gone home: somebody should look (shown as "owner off duty")."""
        return self.filter(owner__is_on_duty=False)

    def handled_as(self, priority: str) -> Self:
        """In the order of this tier: its own, unless a ladder raised it. "" narrows nothing."""
        if not priority:
            return self
        return self.filter(Q(raised_priority=priority) | Q(raised_priority="", priority=priority))

    def not_ended(self) -> Self:
        """Neither closed nor confirmed: their clocks may still run."""
        return self.not_closed().exclude(state=State.RESOLVED, confirmed_at__isnull=False)

    def missed(self, now: datetime | Given) -> Self:
        """A running promise is past its deadline."""
        return self.filter(next_due_at__lt=now)

    def at_risk(self, now: datetime | Given) -> Self:
        """A running promise has passed its first warning and can still be kept."""
        return self.filter(next_risk_at__lte=now, next_due_at__gte=now)

    def matching(self, words: str) -> Self:
        """Number, customer or serial number contain `words`."""
        return self.filter(_named(words))

    def saying(self, words: str) -> Self:
        """Number, customer, serial number or title contain `words`."""
        return self.filter(_named(words) | Q(title__icontains=words))

    def by_deadline(self) -> Self:
        """Next deadline first, by the index; what has none (solved, paused) last, like beside like."""
        return self.order_by(
            models.F("next_due_at").asc(nulls_last=True),
            "is_paused",
            "state",
            models.F("confirmed_at").asc(nulls_last=True),
            "pk",
        )

    def by_arrival(self, *, newest_first: bool) -> Self:
        """In the order in which they were registered, or the other way round."""
        order = ("-registered_at", "-pk") if newest_first else ("registered_at", "pk")
        return self.order_by(*order)

    def for_rows(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related("customer", "owner", "branch")

    def with_purchase(self) -> Self:
        """With what was bought and by whom, in the same query."""
        return self.select_related("purchase__customer", "purchase__product")


def _named(words: str) -> Q:
    return Q(number__icontains=words) | Q(customer__name__icontains=words) | Q(serial__icontains=words)
