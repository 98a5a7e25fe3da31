"""What a department is asked to do for a ticket, and what becomes of it (A3.4).

Each step is an entry of the ticket's log that carries all the clock of the task needs; people's words lie
beside it. The ticket row is the only lock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.actors import Actor
from core.errors import need
from core.moments import to_second, to_text
from tickets.choices import Department, TaskState
from tickets.entries import Entry
from tickets.models import DepartmentTask, Ticket
from tickets.models.task import AT_WORK, IS_OPEN, OPEN
from tickets.services.steps import open_for, unclosed
from tickets.services.task_steps import (
    DueInThePast,
    HandOverNoteMissing,
    ReasonMissing,
    ResultMissing,
    WhatMissing,
    next_entry,
    open_task,
    owner_for,
    require_state,
    step,
)

ANSWERS = {
    TaskState.RETURNED: Entry.TASK_RETURNED,
    TaskState.DONE: Entry.TASK_DONE,
    TaskState.WITHDRAWN: Entry.TASK_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class TaskWish:
    """What a department shall do: `what` in one line, `note` what it has to know, `due_at` by when."""

    department: Department
    owner_id: int
    what: str
    note: str
    due_at: datetime


@transaction.atomic
def ask_department(*, actor: Actor, ticket_id: int, wish: TaskWish, now: datetime) -> DepartmentTask:
    """Ask a department for something, with a hand-over note; `wish.owner_id` of it is responsible.

    Raises NotAllowed, IllegalStep once the ticket is closed, WhatMissing, HandOverNoteMissing, DueInThePast,
    TaskOwnerCannotWork.
    """
    ticket = unclosed(open_for(actor, "ask_department", ticket_id), "ask_department")
    last: int | None = ticket.tasks.aggregate(last=Max("number"))["last"]
    task = DepartmentTask(
        ticket=ticket,
        number=(last or 0) + 1,
        department=Department(wish.department).value,
        asked_by_id=actor.pk if actor.is_staff else None,
        asked_at=to_second(now),
    )
    what = " ".join(need(wish.what, WhatMissing, "what").split())
    task.owner = owner_for(task, wish.owner_id)
    _ask(actor, task, what=what, note=wish.note, due_at=wish.due_at, now=now)
    return task


@transaction.atomic
def ask_again(
    *, actor: Actor, ticket_id: int, number: int, note: str, due_at: datetime, now: datetime
) -> DepartmentTask:
    """Ask for a returned task again, with what was missing and a new due; its clock begins a new cycle."""
    task = open_task(actor, "ask_again", ticket_id, number, (TaskState.RETURNED,))
    asked = task.ticket.log.select_related("text").get(number=task.asked_in)
    _ask(actor, task, what=asked.words.partition("\n")[0], note=note, due_at=due_at, now=now)
    return task


def _ask(
    actor: Actor, task: DepartmentTask, *, what: str, note: str, due_at: datetime, now: datetime
) -> None:
    note = need(note, HandOverNoteMissing, "note")
    task.due_at, task.state = to_second(due_at), TaskState.ASKED
    if task.due_at <= now:
        raise DueInThePast(fields={"due_at": [str(DueInThePast.message)]})
    facts = {"owner": task.owner_id, "due_at": to_text(task.due_at), "told": [task.owner_id]}
    task.asked_in, task.answered_in = next_entry(task), None
    task.save()
    step(actor, task, Entry.TASK_ASKED, facts, text=f"{what}\n{note}", now=now)


@transaction.atomic
def accept_task(*, actor: Actor, ticket_id: int, number: int, now: datetime) -> DepartmentTask:
    """Take the task on: whoever of the department accepts it is its owner from then on.

    Accepting one's own twice changes nothing; the second of two people gets TaskElsewhere.
    """
    task = open_task(actor, "accept", ticket_id, number, AT_WORK)
    taker = actor.pk if actor.is_staff else task.owner_id
    if task.state == TaskState.ACCEPTED and task.owner_id == taker:
        return task
    require_state(task, (TaskState.ASKED,))
    task.owner_id, task.state = taker or task.owner_id, TaskState.ACCEPTED
    task.save(update_fields=["owner", "state"])
    step(actor, task, Entry.TASK_ACCEPTED, {"owner": task.owner_id}, now=now)
    return task


@transaction.atomic
def return_task(*, actor: Actor, ticket_id: int, number: int, reason: str, now: datetime) -> DepartmentTask:
    """Give it back with the reason: the ticket's owner asks again, or withdraws it. Raises ReasonMissing."""
    task = open_task(actor, "return", ticket_id, number, AT_WORK)
    return _answer(actor, task, TaskState.RETURNED, need(reason, ReasonMissing, "reason"), now)


@transaction.atomic
def finish_task(*, actor: Actor, ticket_id: int, number: int, result: str, now: datetime) -> DepartmentTask:
    """Done, with the result; its clock stops. Raises ResultMissing."""
    task = open_task(actor, "finish", ticket_id, number, AT_WORK)
    return _answer(actor, task, TaskState.DONE, need(result, ResultMissing, "result"), now)


@transaction.atomic
def withdraw_task(*, actor: Actor, ticket_id: int, number: int, reason: str, now: datetime) -> DepartmentTask:
    """It is not needed any more, with the reason. Raises ReasonMissing."""
    task = open_task(actor, "withdraw", ticket_id, number, OPEN)
    return _answer(actor, task, TaskState.WITHDRAWN, need(reason, ReasonMissing, "reason"), now)


@transaction.atomic
def reassign_task(
    *, actor: Actor, ticket_id: int, number: int, owner_id: int, note: str, now: datetime
) -> DepartmentTask:
    """Hand it to somebody else, with a note; he has to accept it anew. The clock runs on.

    Raises HandOverNoteMissing, TaskOwnerCannotWork.
    """
    task = open_task(actor, "reassign", ticket_id, number, AT_WORK)
    if task.owner_id == owner_id:
        return task  # repeated clicks and retried requests are not history
    words = need(note, HandOverNoteMissing, "note")
    was, task.owner, task.state = task.owner_id, owner_for(task, owner_id), TaskState.ASKED
    facts = {"was": was, "owner": owner_id, "told": [owner_id]}
    task.save(update_fields=["owner", "state"])
    step(actor, task, Entry.TASK_REASSIGNED, facts, text=words, now=now)
    return task


def _answer(
    actor: Actor, task: DepartmentTask, state: TaskState, words: str, now: datetime
) -> DepartmentTask:
    told = [task.owner_id] if state is TaskState.WITHDRAWN else _askers(task)
    _end(actor, task, state, {"told": told}, words, now)
    return task


def _end(
    actor: Actor, task: DepartmentTask, state: TaskState, facts: dict[str, Any], words: str, now: datetime
) -> None:
    task.state, task.answered_in = state, next_entry(task)
    task.ended_at = None if task.is_open else to_second(now)
    task.save(update_fields=["state", "ended_at", "answered_in"])
    step(actor, task, ANSWERS[state], facts, text=words, now=now)


def _askers(task: DepartmentTask) -> list[int]:
    """Who waits for it: the ticket's owner, and whoever asked."""
    return sorted({task.ticket.owner_id, *([task.asked_by_id] if task.asked_by_id else [])})


def withdraw_open_tasks(ticket: Ticket, *, actor: Actor, cause: str, now: datetime) -> None:
    """The matter has ended: nothing is wanted of a department any more. The ticket is locked."""
    for task in ticket.tasks.filter(IS_OPEN).order_by("number"):
        task.ticket = ticket
        _end(actor, task, TaskState.WITHDRAWN, {"cause": cause, "told": [task.owner_id]}, "", now)
