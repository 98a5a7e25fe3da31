"""The groups of the queue, what burns first. A row's group and a group's count follow the same bounds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.prepared import Given
from tickets.choices import Standing, State
from tickets.models import Ticket
from tickets.selectors.tickets import QueueFilters

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: LazyText
    icon: str = ""
    tone: str = ""


MISSED = Group("missed", _("Missed"), "x", "missed")
NEXT = Group("next", _("Next 2 hours"), "triangle-alert", "risk")
TODAY = Group("today", _("Later today"))
LATER = Group("later", _("Tomorrow and after"))
PAUSED = Group("paused", _("Paused"), "pause", "paused")
SOLVED = Group("solved", _("To be confirmed"), "check")
CONFIRMED = Group("confirmed", _("Summary to be written"), "clipboard-check")
FREE = Group("free", _("No promise is running"))
CLOSED = Group("closed", _("Closed"))
BY_STANDING = {Standing.RESOLVED: SOLVED, Standing.CONFIRMED: CONFIRMED}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The instants between the groups, for a reader in the active zone."""

    now: datetime
    soon: datetime
    later: datetime  # midnight, unless the next two hours reach beyond it

    @classmethod
    def at(cls, now: datetime) -> "Bounds":
        tomorrow = timezone.localtime(now).date() + timedelta(days=1)
        midnight = timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))
        return cls(now, now + SOON, max(now + SOON, midnight))

    def group_of(self, ticket: Ticket) -> Group:
        if ticket.state == State.CLOSED:
            return CLOSED
        due = ticket.next_due_at
        if due is None:
            return _without_deadline(ticket)
        if due < self.now:
            return MISSED
        if due < self.soon:
            return NEXT
        return TODAY if due < self.later else LATER


def conditions(filters: QueueFilters, *, now: Given, soon: Given, later: Given) -> Mapping[Group, Q]:
    """The same borders for the database, of the groups a queue can have.

    It is not asked for closed tickets among open ones or the other way round: where the statistics hide
    that there can be none, it looks for them in every ticket there ever was.
    """
    closed, resolved = Q(state=State.CLOSED), Q(state=State.RESOLVED)
    idle = ~closed & Q(next_due_at__isnull=True)
    unpaused = idle & Q(is_paused=False)
    of_open = {
        MISSED: ~closed & Q(next_due_at__lt=now),
        NEXT: ~closed & Q(next_due_at__gte=now, next_due_at__lt=soon),
        TODAY: ~closed & Q(next_due_at__gte=soon, next_due_at__lt=later),
        LATER: ~closed & Q(next_due_at__gte=later),
        PAUSED: idle & Q(is_paused=True),
        CONFIRMED: unpaused & resolved & Q(confirmed_at__isnull=False),
        SOLVED: unpaused & resolved & Q(confirmed_at=None),
        FREE: unpaused & ~resolved,
    }
    return (of_open if filters.has_open else {}) | ({CLOSED: closed} if filters.has_closed else {})


def _without_deadline(ticket: Ticket) -> Group:
    return PAUSED if ticket.is_paused else BY_STANDING.get(ticket.standing, FREE)


def in_groups(tickets: Sequence[Ticket], bounds: Bounds) -> Iterator[tuple[Group, list[Ticket]]]:
    """Neighbours of one group together, in the order they come."""
    for group, members in groupby(tickets, key=bounds.group_of):
        yield group, list(members)
