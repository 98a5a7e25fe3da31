"""The one writer of the service log (A3.3d; semantics, section 7)."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from core.actors import Actor
from core.chain import fingerprint, link
from core.collecting import hand
from core.moments import to_second, to_text
from core.rows import insert_rows
from tickets.entries import Entry, is_internal
from tickets.models import LogEntry, LogText, Ticket
from tickets.services.columns import write_columns
from tickets.signals import entry_recorded


def record(
    ticket: Ticket,
    *,
    actor: Actor,
    entry: Entry,
    payload: Mapping[str, Any] | None = None,
    text: str = "",
    happened_at: datetime,
    recorded_at: datetime | None = None,
) -> LogEntry:
    """Append one entry to the log of `ticket`, which must be locked, and announce it.

    `payload` holds codes, ids, numbers and instants as text; `text` is what a person wrote, kept apart so
    that it can be erased. `recorded_at` (default: `happened_at`) never goes back within a ticket.

    While writes are collected (`core.collecting`) number and digest are final, the row follows at the end.
    """
    row = _next_row(ticket, actor, entry, happened_at, recorded_at or happened_at)
    row.payload = dict(payload or {})
    row.is_public = not is_internal(entry, row.payload)
    salt = secrets.token_hex(16) if text else ""
    if text:
        row.payload["text"] = fingerprint(text, salt)
        row.text = LogText(entry=row, words=text, salt=salt)
    row.digest = digest_of(row)
    hand(_append, row)
    _move_head(ticket, row)
    entry_recorded.send(LogEntry, ticket=ticket, entry=row, actor=actor)
    return row


def _next_row(
    ticket: Ticket, actor: Actor, entry: Entry, happened_at: datetime, recorded_at: datetime
) -> LogEntry:
    """The entry that follows the ticket's last one, not saved yet."""
    recorded_at = to_second(recorded_at)
    return LogEntry(
        ticket=ticket,
        number=ticket.last_number + 1,
        entry=entry,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        actor_part=actor.name if actor.is_system else "",
        happened_at=to_second(happened_at),
        recorded_at=max(recorded_at, ticket.last_recorded_at or recorded_at),
        previous=ticket.log_head,
    )


def digest_of(row: LogEntry) -> str:
    """The chain's digest of an entry, from what the row says now."""
    return link(settings.LOG_CHAIN_KEY.encode(), row.previous, facts_of(row))


def facts_of(row: LogEntry) -> dict[str, Any]:
    """Everything of an entry that the chain vouches for: ids, codes, instants, salted hashes."""
    return {
        "ticket": row.ticket_id,
        "number": row.number,
        "entry": str(row.entry),
        "actor": [str(row.actor_kind), row.actor_id, row.actor_part],
        "payload": row.payload,
        "public": row.is_public,
        "happened_at": to_text(row.happened_at),
        "recorded_at": to_text(row.recorded_at),
    }


def _append(rows: list[LogEntry]) -> None:
    insert_rows(rows)
    texts = [row.text for row in rows if "text" in row.payload]
    for text in texts:
        text.entry = text.entry  # whose id is known by now
    insert_rows(texts)


def _move_head(ticket: Ticket, row: LogEntry) -> None:
    ticket.last_number, ticket.log_head = row.number, row.digest
    ticket.last_recorded_at = ticket.updated_at = row.recorded_at
    write_columns(ticket, "last_number", "log_head", "last_recorded_at", "updated_at")
