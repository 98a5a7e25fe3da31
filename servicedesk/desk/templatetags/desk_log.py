"""A ticket's story: `{% log_line line %}`, on a page with its `ticket`; and `{% told message %}`."""

from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from core.drawn import drawn, drawn_with
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
    return drawn(
        "desk/ticket/told.html",
        channel=message.channel,
        kind=str(message.kind_label),
        state=message.state,
        state_label=str(message.state_label),
        recipient=message.recipient,
        accepted=at(message.accepted_at),
        again=at(message.next_attempt_at),
        attempts=message.attempts,
        error=message.last_error,
    )


@register.simple_tag(takes_context=True)
def log_line(context: Context, line: Line) -> SafeString:
    """An entry never changes but for what is erased, and the page shows it with every look at the ticket."""
    entry: Any = line.entry
    is_late = entry.recorded_at != entry.happened_at
    return drawn_with(
        line.words if entry.words else "",
        "desk/ticket/line.html",
        id=f"{entry.ticket_id}-{entry.number}",
        proof_id=f"{entry.ticket_id}-{line.proof}",
        ticket=context["ticket"].number,
        shape=line.shape,
        tone=line.tone,
        icon_name=line.icon,
        is_event=line.is_event,
        initials=line.initials,
        text=line.text,
        at=at(entry.happened_at, "dated"),
        recorded=at(entry.recorded_at, "dated") if is_late else "",
        change=line.change if context.get("is_log") else None,
        late_seconds=line.late_seconds,
        proof=line.proof,
        breach=line.breach,
        may_report=may_report(context["request"].actor),
        erased=at(entry.erased_at, "dated"),
        number=entry.number,
        came_from=line.came_from,
        why=line.why,
        files=tuple(map(File.of, line.files)),
    )
