"""Notices in the page."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from accounts.models import User
from core.collecting import hand
from core.rows import insert_rows
from notifications.kinds import AlertKind
from notifications.models import StaffAlert
from tickets.models import LogEntry, Ticket

ONCE = ("user_id", "ticket_id", "entry_number", "kind")


def alert_staff(ticket: Ticket, *, kind: AlertKind, entry: LogEntry, user_ids: Iterable[int]) -> None:
    """Put a notice about `entry` into the page of each of `user_ids`; a repeated call adds nothing."""
    add_alerts(ticket, kind=kind, entry_number=entry.number, user_ids=user_ids, now=entry.recorded_at)


def add_alerts(
    ticket: Ticket, *, kind: AlertKind, entry_number: int, user_ids: Iterable[int], now: datetime
) -> None:
    """The same, for an entry of which only the number is at hand."""
    rows = [
        StaffAlert(user_id=user_id, kind=kind, ticket=ticket, entry_number=entry_number, created_at=now)
        for user_id in user_ids
    ]
    hand(_write, rows)


def _write(alerts: list[list[StaffAlert]]) -> None:
    insert_rows(list(chain.from_iterable(alerts)), unless_known=ONCE)


def mark_alerts_read(*, user: User, ticket_id: int | None = None, now: datetime) -> int:
    """Mark the unread notices of `user` as read, all or those about one ticket; returns how many."""
    unread = StaffAlert.objects.filter(user=user, read_at=None)
    if ticket_id is not None:
        unread = unread.filter(ticket_id=ticket_id)
    return unread.update(read_at=now)
