"""What stands beside the talk on a ticket: messages, visits, tasks; and what is asked before an erasure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from accounts.departments import Department
from accounts.models import Customer, User
from notifications.kinds import Channel, Kind, MessageState
from notifications.models import Message
from servicedesk.desk.styleguide.files import files
from sla.selectors.promises import PromiseView
from tickets.choices import TaskState, VisitMode, VisitState
from tickets.models import Attachment, DepartmentTask, LogEntry, Ticket, Visit

HOUR = timedelta(hours=1)


def service(ticket: Ticket, promises: Sequence[PromiseView], now: datetime) -> dict[str, Any]:
    """Of a ticket that does not exist; `promises`: of the tasks that are open."""
    chen, zhao = User(name=_("Chen Jie")), User(name=_("Zhao Peng"))
    return {
        "messages": messages(now),
        "visits": visits(chen, now),
        "visit": visit_line(ticket, chen, now),
        "tasks": tasks(zhao, promises, now),
        "erasing": erasing(files(now)[:1]),
    }


def messages(now: datetime) -> list[Message]:
    """In each of the states that ask something of somebody, and one that arrived."""
    facts: dict[str, Any] = {"customer": Customer(name=_("Wang Min")), "kind": Kind.REGISTERED, "pk": 0}
    mail, call = facts | {"channel": Channel.EMAIL}, facts | {"channel": Channel.CALL}
    again = {"attempts": 2, "next_attempt_at": now + HOUR}
    return [
        Message(state=MessageState.CALL_DUE, **call),
        Message(state=MessageState.FAILED, last_error="550", **mail),
        Message(state=MessageState.RETRYING, **again, **mail),
        Message(state=MessageState.ACCEPTED, accepted_at=now, **mail),
    ]


def visits(engineer: User, now: datetime) -> list[Visit]:
    """One for each state, and one to which nobody goes."""
    begins, facts = now + 2 * HOUR, {"pk": 0, "mode": VisitMode.ON_SITE, "engineer": engineer}
    window = {"window_from": begins, "window_until": begins + 2 * HOUR}
    ended = {VisitState.DONE: now, VisitState.CANCELLED: now}
    rows = [
        Visit(number=number, state=state, ended_at=ended.get(state), **facts, **window)
        for number, state in enumerate(VisitState, start=1)
    ]
    return [*rows, Visit(number=len(rows) + 1, nobody_since=now, **facts, **window)]


def visit_line(ticket: Ticket, engineer: User, now: datetime) -> dict[str, Any]:
    """As `visit_line.html` reads it."""
    visit = visits(engineer, now)[1]
    visit.ticket = ticket
    return {"visit": visit, "where": _("4 River Road, 2nd floor, plant room")}


def tasks(owner: User, promises: Sequence[PromiseView], now: datetime) -> list[dict[str, Any]]:
    """As `ticket/tasks.html` reads them: one for each state, the open ones with their line."""
    words = {"what": _("Send an inverter board")}
    facts: dict[str, Any] = {"owner": owner, "department": Department.LOGISTICS, "due_at": now + HOUR}
    return [
        {
            "task": DepartmentTask(number=number, state=state, ended_at=now, **facts),
            "words": words,
            "promise": promise,
        }
        for number, (state, promise) in enumerate(
            zip(TaskState, [*promises, None, None, None], strict=False), start=1
        )
    ]


def erasing(chosen: list[Attachment]) -> dict[str, Any]:
    """As `erase_asked.html` reads it, before it is done."""
    for file in chosen:
        file.entry = LogEntry(number=4)
    return {
        "files": chosen,
        "entries": [SimpleNamespace(number=3, words=_("The display shows E4. Two rooms are cold."))],
        "form": {"chosen": [3], "cleaned_data": {"reason": _("The customer asked for it.")}},
    }
