"""Which tickets somebody sees, and the queue."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField

from accounts.models import Role, Scope
from accounts.policies import SEES_ALL
from core.actors import Actor, ActorKind
from core.prepared import Given, Numbers, Prepared
from tickets.choices import Sort, State
from tickets.locks import NoSuchTicket
from tickets.models import Ticket
from tickets.numbers import clean_number
from tickets.querysets import TicketQuerySet

MOST_LOOKED_AT = 1000
ME: Any = Given("me", BigIntegerField())
BRANCH: Any = Given("branch", BigIntegerField())
BRANCHES: Any = Numbers("branches")
NOW = Given("now", DateTimeField())


def visible_tickets(actor: Actor) -> TicketQuerySet:
    """The rows of the policy's "view"; nothing for whoever has no rule."""
    rows = TicketQuerySet(Ticket)
    if actor.is_system:
        return rows
    if actor.is_customer:
        return rows.of_customer(actor.pk)
    if actor.is_staff and actor.role == Role.MANAGEMENT:
        return rows.not_concerning(actor.pk)
    rows = rows.complaints_apart()
    if actor.is_staff:
        return rows if actor.role in SEES_ALL else rows.within_reach(actor.pk, actor.branches)
    if actor.kind is ActorKind.INTEGRATION and Scope.TICKETS_READ in actor.scopes:
        return rows.of_branch(actor.branch_id) if actor.branch_id else rows
    return rows.none()


def any_like(actor: Actor) -> Actor:
    """Whoever sees tickets by the same rule, for statements put together once and asked for `who`."""
    return Actor(
        actor.kind,
        ME if actor.pk else None,
        role=actor.role,
        branch_id=BRANCH if actor.branch_id else None,
        scopes=actor.scopes,
        branches=BRANCHES,
    )


def who(actor: Actor) -> dict[str, Any]:
    """The values that tell `actor` from any other like him."""
    return {"me": actor.pk, "branch": actor.branch_id, "branches": list(actor.branches)}


def get_ticket(*, actor: Actor, number: str) -> Ticket:
    """The ticket with its customer, owner, branch and purchase; raises NoSuchTicket for strangers too."""
    ticket = _by_number(any_like(actor)).first(**who(actor), number=clean_number(number))
    if ticket is None:
        raise NoSuchTicket
    return ticket


@lru_cache(maxsize=64)
def _by_number(reader: Actor) -> Prepared[Ticket]:
    rows = visible_tickets(reader).for_rows().with_purchase()
    return Prepared(lambda: rows.filter(number=Given("number", CharField())).order_by("pk")[:1])


def jump_to(actor: Actor, words: str, *, most: int) -> list[Ticket]:
    """Where `words` lead: the ticket of that number, closed or not; else open ones that say them."""
    rows = visible_tickets(actor).for_rows()
    exact = list(rows.filter(number=clean_number(words)))
    return exact or list(rows.not_closed().saying(words).by_deadline()[:most])


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What of the queue to show; every set filter narrows further."""

    mine: bool = False
    owner_id: int | None = None
    branch_id: int | None = None
    owner_off_duty: bool = False
    priority: str = ""
    state: str = ""
    missed: bool = False
    at_risk: bool = False
    paused: bool = False
    to_be_confirmed: bool = False
    summary_due: bool = False
    closed: bool = False
    search: str = ""

    @property
    def has_open(self) -> bool:
        return not self.closed

    @property
    def has_closed(self) -> bool:
        """Only when asked or searched for."""
        return self.closed or bool(self.search)


def queue(
    actor: Actor, *, filters: QueueFilters, now: datetime | Given, sort: Sort = Sort.DUE
) -> TicketQuerySet:
    """The tickets `actor` sees, in that order. Closed ones only when asked or searched for."""
    rows = visible_tickets(actor)
    if not filters.has_open:
        rows = rows.filter(state=State.CLOSED)
    if not filters.has_closed:
        rows = rows.not_closed()
    owner_id = actor.pk if filters.mine else filters.owner_id
    if owner_id:
        rows = rows.owned_by(owner_id)
    if filters.owner_off_duty:
        rows = rows.owner_off_duty()
    if filters.missed:
        rows = rows.missed(now)
    if filters.at_risk:
        rows = rows.at_risk(now)
    words = filters.search.replace("\0", "").strip()  # the database refuses that character
    if words:
        rows = rows.matching(words)
    rows = rows.handled_as(filters.priority).filter(**_plain(filters))
    return rows.by_deadline() if sort == Sort.DUE else rows.by_arrival(newest_first=sort == Sort.NEWEST)


def queue_rows(
    actor: Actor, filters: QueueFilters, sort: Sort, *, start: int, most: int, now: datetime
) -> list[Ticket]:
    """At most `most` of the queue from the row `start` on, with all that a row shows. One query."""
    return _rows(any_like(actor), filters, sort, start, start + most)(**who(actor), now=now)


@lru_cache(maxsize=256)
def _rows(reader: Actor, filters: QueueFilters, sort: Sort, start: int, end: int) -> Prepared[Ticket]:
    rows = queue(reader, filters=filters, now=NOW, sort=sort).for_rows().with_purchase()
    return Prepared(lambda: rows[start:end])


def _plain(filters: QueueFilters) -> dict[str, object]:
    """The filters that are a column and a value."""
    is_solved = filters.to_be_confirmed or filters.summary_due
    values: dict[str, object] = {
        "branch_id": filters.branch_id,
        "state": State.RESOLVED if is_solved else filters.state,
        "is_paused": filters.paused,
    }
    chosen = {column: value for column, value in values.items() if value}
    return chosen | ({"confirmed_at__isnull": filters.to_be_confirmed} if is_solved else {})


def count_up_to(rows: TicketQuerySet, most: int = 1000) -> int:
    """How many rows, counting no further than `most` + 1, so that the cost stays that of what is shown."""
    return rows.order_by()[: most + 1].count()


def beside(
    actor: Actor, ticket: Ticket, *, filters: QueueFilters, sort: Sort, distance: int, now: datetime
) -> str:
    """The number of the ticket so many places after `ticket` in the queue (before it, if negative), or "".

    Looked for among the first 1,000. One that is not in the queue stands before all others.
    """
    rows = queue(actor, filters=filters, now=now, sort=sort)
    numbers = list(rows.values_list("number", flat=True)[:MOST_LOOKED_AT])
    here = numbers.index(ticket.number) if ticket.number in numbers else -1
    place = here + distance
    return numbers[place] if 0 <= place < len(numbers) else ""
