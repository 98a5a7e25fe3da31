"""The tables as rows of text for spreadsheets: what the pages show, lengths of time in minutes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from servicedesk.insights.cards import cards_of
from servicedesk.insights.comparison import COLUMNS, MINUTES, SHARE, Cell, Column, lines_of, standings
from servicedesk.insights.comparison import PROMISES as PROMISE_COLUMNS
from servicedesk.insights.listing import Listing
from servicedesk.insights.scope import Scope
from servicedesk.insights.selections import PROMISES
from sla.models import Clock, ClockState
from sla.selectors.figures import Group
from sla.wording import title_of
from tickets.models import Ticket

Row = Sequence[str]
CHUNK = 500  # rows that the database hands over at a time
OUTCOMES = {ClockState.MET: "kept", ClockState.MET_LATE: "late", ClockState.CANCELLED: "missed"}


def promises_sheet(scope: Scope) -> Iterator[Row]:
    """The promises that fell due, the worst first, below the headings."""
    yield [_("Promise"), *map(with_unit, (*map(Column, PROMISE_COLUMNS.values()), SHARE))]
    for card in cards_of(scope):
        numbers = [str(card.figures[name].number) for name in PROMISE_COLUMNS]
        yield [str(card.promise.title), *numbers, str(card.percent)]


def comparison_sheet(scope: Scope, group: Group) -> Iterator[Row]:
    """All branches or owners, the worst first, below the headings."""
    yield [_("Owner") if group is Group.OWNER else _("Branch"), *map(with_unit, COLUMNS)]
    for line in lines_of(scope, group, standings(scope, group)):
        yield [line.name, *map(plain, line.cells)]


def listing_sheet(scope: Scope, listing: Listing) -> Iterator[Row]:
    """The whole list behind a figure, below the headings; read from the database while it is sent."""
    headings, cells = columns_of(scope, listing)
    yield headings
    yield from map(cells, listing.rows.iterator(chunk_size=CHUNK))


def columns_of(scope: Scope, listing: Listing) -> tuple[Row, Callable[[Any], Row]]:
    ticket = [_("Number"), _("Request"), _("Customer"), _("Priority"), _("State"), _("Owner"), _("Branch")]
    ticket.append(_("Received") + f" ({scope.zone.key})")
    if listing.is_about_promises:
        due = _("Due") + f" ({scope.zone.key})"
        return [*ticket, _("Promise"), due, _("How it stands")], lambda clock: promise_cells(clock, scope.now)
    if listing.is_timed:
        took = _("Took") + f" ({MINUTES})"
        return [*ticket, took], lambda ticket: [*ticket_cells(ticket), minutes(ticket.took)]
    return ticket, ticket_cells


def ticket_cells(ticket: Ticket) -> list[str]:
    return [
        ticket.number,
        ticket.title,
        ticket.customer.name,
        ticket.get_priority_display(),
        str(ticket.standing.label),
        ticket.owner.name,
        ticket.branch.name,
        moment(ticket.received_at),
    ]


def promise_cells(clock: Clock, now: datetime) -> list[str]:
    promise = clock.promise
    title = title_of(promise.metric, promise.agreed, promise.unit)
    return [*ticket_cells(clock.ticket), str(title), moment(clock.due_at), str(outcome_of(clock, now))]


def outcome_of(clock: Clock, now: datetime) -> str | LazyText:
    """What became of it, in the words of the figures."""
    if name := OUTCOMES.get(ClockState(clock.state)):
        return PROMISES[name].label
    is_late = clock.due_at is not None and clock.due_at < now
    return PROMISES["open_late"].label if is_late else ClockState(clock.state).label


def plain(cell: Cell) -> str:
    if isinstance(cell.value, timedelta):
        return minutes(cell.value)
    return "" if cell.value is None else str(cell.value)


def with_unit(column: Column) -> str:
    return f"{column.heading} ({column.unit})" if column.unit else str(column.heading)


def minutes(time: timedelta) -> str:
    """Whole minutes, a begun one left out, as the pages show them."""
    return str(int(time.total_seconds()) // 60)


def moment(at: datetime | None) -> str:
    """An instant on the active zone's wall clock, as a spreadsheet reads it."""
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
