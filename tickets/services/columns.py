"""Columns of a locked ticket: written at once or, while writes are collected, once for all that happened."""

from collections import defaultdict

from core.collecting import hand
from core.rows import update_rows
from tickets.models import Ticket


def write_columns(ticket: Ticket, *fields: str) -> None:
    """Write what the ticket says in `fields`; while writes are collected, what it says when they are made.

    Of a ticket that is still to be added itself, everything is written then.
    """
    if not ticket._state.adding:  # noqa: SLF001 - Django's public name
        hand(_write, (ticket, fields))


def _write(changes: list[tuple[Ticket, tuple[str, ...]]]) -> None:
    """One statement for all tickets in which the same columns changed."""
    tickets = {ticket.pk: ticket for ticket, _fields in changes}
    fields_of: dict[int, set[str]] = defaultdict(set)
    for ticket, fields in changes:
        fields_of[ticket.pk].update(fields)
    alike: dict[tuple[str, ...], list[Ticket]] = defaultdict(list)
    for pk, names in fields_of.items():
        alike[tuple(sorted(names))].append(tickets[pk])
    for fields, rows in alike.items():
        update_rows(rows, fields)
