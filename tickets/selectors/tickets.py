"""Which tickets somebody sees, and the queue."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Role, Scope
from core.actors import Actor, ActorKind
from tickets.choices import State
from tickets.locks import NoSuchTicket
from tickets.models import Ticket
from tickets.numbers import clean_number
from tickets.policies import SEES_ALL
from tickets.querysets import TicketQuerySet


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
        return rows if actor.role in SEES_ALL else rows.of_branch(actor.branch_id)
    if actor.kind is ActorKind.INTEGRATION and Scope.TICKETS_READ in actor.scopes:
        return rows.of_branch(actor.branch_id) if actor.branch_id else rows
    return rows.none()


def get_ticket(*, actor: Actor, number: str) -> Ticket:
    """The ticket with its customer, owner, branch and purchase; raises NoSuchTicket for strangers too."""
    rows = visible_tickets(actor).for_rows().with_purchase()
    ticket = rows.filter(number=clean_number(number)).first()
    if ticket is None:
        raise NoSuchTicket
    return ticket


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


def queue(actor: Actor, *, filters: QueueFilters, now: datetime) -> TicketQuerySet:
    """The tickets `actor` sees, next deadline first. Closed ones only when asked or searched for."""
    rows = visible_tickets(actor)
    if filters.closed:
        rows = rows.filter(state=State.CLOSED)
    elif not filters.search:
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
    return rows.handled_as(filters.priority).filter(**_plain(filters)).by_deadline()


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
