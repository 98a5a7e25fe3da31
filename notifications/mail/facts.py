"""What the templates of a message can speak of."""

from datetime import datetime
from typing import Any

from accounts.selectors.company import company
from core.instants import zone_name
from core.moments import from_text
from notifications.addresses import desk_url, sender_url, tracking_url
from notifications.kinds import Audience
from notifications.mail.promises import news_of, views_of
from notifications.mail.recipients import Recipient
from notifications.models import Message
from tickets.choices import State, VisitState
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket, Visit
from tickets.promises import metric_name
from tickets.saying import who
from tickets.selectors.merged import survivor_of
from tickets.selectors.timeline import timeline
from tickets.services.closing import closable_from
from tickets.visit_codes import code_of


def facts_of(message: Message, recipient: Recipient, *, now: datetime) -> dict[str, Any]:
    """The context of the templates; to be called with the recipient's language and zone active."""
    ticket = message.ticket
    entries = _entries(message)
    entry = entries[-1]
    is_staff = message.audience == Audience.STAFF
    views = views_of(ticket, is_staff=is_staff, now=now)
    return {
        "ticket": ticket,
        "owner": ticket.owner,
        "recipient": recipient,
        "entry": entry,
        "words": entry.words,
        "writer": _writer(entry),
        "stage": _stage(entry),
        "files": entry.attachments.count(),
        "completes_at": _instant(entry, "completes_at"),
        "due_at": _instant(entry, "due_at"),
        "stands_until_agreed": _stands_until_agreed(entry, ticket),
        "appointment_at": _instant(entry, "at"),
        "code": _code(entry),
        "visit": _visit(entry),
        "agreed_at": _instant(entry, "agreed_at"),
        "moves": [_move(facts) for facts in entry.payload.get("moves", ())],
        "closes_from": closable_from(ticket),
        "promises": [view for view in views if view.due_at and view.stopped_at is None],
        "news": news_of(ticket, entries, views),
        "is_told_above": any(_tells_others(found, ticket.owner_id) for found in entries),
        "url": _desk_url(entry, ticket) if is_staff else tracking_url(survivor_of(ticket)),
        "sender_url": "" if is_staff or ticket.is_verified else sender_url(ticket),
        "organisation": company().name,
        "zone": zone_name(now),
        "now": now,
    }


def _desk_url(entry: LogEntry, ticket: Ticket) -> str:
    """Who is mentioned is led to the note."""
    place = f"#entry-{ticket.pk}-{entry.number}" if "mentions" in entry.payload else ""
    return desk_url(ticket, entry.payload.get("task")) + place


def _writer(entry: LogEntry) -> str:
    """Who mentions the reader."""
    if "mentions" not in entry.payload:
        return ""
    return "".join(who(found) for found in timeline(entry.ticket, audience="staff", numbers=[entry.number]))


def _instant(entry: LogEntry, name: str) -> datetime | None:
    return from_text(entry.payload[name]) if name in entry.payload else None


def _visit(entry: LogEntry) -> Visit | None:
    """Who comes, and until when, where the appointment is a visit or a remote session (B3.3)."""
    if entry.entry not in {Entry.APPOINTMENT_MADE, Entry.VISIT_CHANGED, Entry.VISIT_HANDED_ON}:
        return None
    visits = entry.ticket.visits.filter(window_from=_instant(entry, "at")).exclude(state=VisitState.CANCELLED)
    if "visit" in entry.payload:
        visits = visits.filter(number=entry.payload["visit"])
    return visits.select_related("engineer").order_by("-pk").first()


def _code(entry: LogEntry) -> str:
    """The code to sign a visit off with; it lies nowhere but in this mail (B3.3)."""
    if entry.entry != Entry.VISIT_CODE_SENT:
        return ""
    visit = entry.ticket.visits.get(number=entry.payload["visit"])
    return code_of(visit.pk, entry.number)


def _move(facts: dict[str, Any]) -> dict[str, Any]:
    """A deadline that was moved; without a new one it is no longer promised."""
    was, now_is = (facts[name] and from_text(facts[name]) for name in ("was", "now_is"))
    return {"promise": metric_name(facts["metric"]), "was": was, "now_is": now_is}


def _stands_until_agreed(entry: LogEntry, ticket: Ticket) -> datetime | None:
    """The earlier date that was promised, where the entry only offers a later one."""
    offered = _instant(entry, "completes_at")
    if offered is None or entry.payload.get("binds", True) or ticket.promised_at is None:
        return None
    return ticket.promised_at if ticket.promised_at < offered else None


def _entries(message: Message) -> list[LogEntry]:
    numbers = message.entry_numbers
    return list(message.ticket.log.filter(number__in=numbers).select_related("text").order_by("number"))


def _stage(entry: LogEntry) -> str:
    return str(State(entry.payload["now_is"]).label) if entry.entry == Entry.STATE_CHANGED else ""


def _tells_others(entry: LogEntry, owner_id: int) -> bool:
    return bool(set(entry.payload.get("told", [])) - {owner_id})
