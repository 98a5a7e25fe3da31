"""A ticket's story: `{% log_line line %}`, on a page with its `ticket`; and `{% told message %}`."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from core.drawn import drawn_once
from core.instants import here_and_today
from core.templatetags.desk_ui import at
from notifications.models import Message
from servicedesk.desk.timeline import Line
from tickets.models import Attachment
from tickets.policies import may_report

register = template.Library()


class File(NamedTuple):
    """What a line shows of a file; `erased`: when it was, in words."""

    pk: int
    name: str
    size: int
    erased: SafeString

    @classmethod
    def of(cls, row: Attachment) -> "File":
        return cls(row.pk, row.name, row.size, at(row.erased_at, "dated"))


@register.simple_tag
def told(message: Message) -> SafeString:
    """What a message is about, whom it is for, and how far it came."""
    facts = {
        "channel": message.channel,
        "kind": message.kind,
        "state": message.state,
        "recipient": message.recipient,
        "accepted": at(message.accepted_at),
        "again": at(message.next_attempt_at),
        "attempts": message.attempts,
        "error": message.last_error,
    }
    return drawn_once((told, *facts.values()), partial(_told, message, facts))


def _told(message: Message, facts: Mapping[str, Hashable]) -> SafeString:
    """The labels are asked for only when it is drawn: they say no more than the codes."""
    labels = {"kind_label": message.kind_label, "state_label": message.state_label}
    return render_to_string("desk/ticket/told.html", {**facts, **labels})


@register.simple_tag(takes_context=True)
def log_line(context: Context, line: Line) -> SafeString:
    """An entry never changes but for what is erased, and the page shows it with every look at the ticket."""
    facts = {
        "ticket": context["ticket"].number,
        "may_report": may_report(context["request"].actor),
        "is_log": bool(context.get("is_log")),
        "proof": line.proof,
        "came_from": line.came_from,
        "files": tuple(map(File.of, line.files)),
    }
    look = (log_line, line.look, here_and_today(timezone.now()), *facts.values())
    words = line.words if line.entry.words else ""
    return drawn_once(look, partial(_line, line, facts | {"words": words}), words=words)


def _line(line: Line, facts: Mapping[str, Any]) -> SafeString:
    """What follows from the entry and the names it points to is worked out only when it is drawn."""
    entry = line.entry
    is_late = entry.recorded_at != entry.happened_at
    told = {
        "id": f"{entry.ticket_id}-{entry.number}",
        "proof_id": f"{entry.ticket_id}-{line.proof}",
        "shape": line.shape,
        "tone": line.tone,
        "icon_name": line.icon,
        "is_event": line.is_event,
        "initials": line.initials,
        "text": line.text,
        "at": at(entry.happened_at, "dated"),
        "recorded": at(entry.recorded_at, "dated") if is_late else "",
        "erased": at(entry.erased_at, "dated"),
        "change": line.change if facts["is_log"] else None,
        "late_seconds": line.late_seconds,
        "breach": line.breach,
        "number": entry.number,
        "why": line.why,
    }
    return render_to_string("desk/ticket/line.html", {**facts, **told})
