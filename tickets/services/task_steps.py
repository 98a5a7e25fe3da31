"""What every step on a department's task begins with, and what it refuses (A3.4)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput, Conflict, need
from tickets.choices import TaskState
from tickets.entries import Entry
from tickets.locks import NoSuchTask, lock_ticket
from tickets.models import DepartmentTask, Ticket
from tickets.models.task import IS_OPEN
from tickets.policies import task_policy
from tickets.services.log import record
from tickets.services.naming import staff_who_may


class TaskElsewhere(Conflict):
    code = "task_elsewhere"
    message = _("The task is “{state}”, with {owner}: this step is not possible. Reload to see what changed.")


class WhatMissing(BadInput):
    code = "task_what_missing"
    message = _("Say in one line what the department shall do.")


class HandOverNoteMissing(BadInput):
    code = "hand_over_note_missing"
    message = _("Write what the person who takes over has to know.")


class DueInThePast(BadInput):
    code = "task_due_in_the_past"
    message = _("Choose a time that lies ahead.")


class ReasonMissing(BadInput):
    code = "task_reason_missing"
    message = _("Give the reason; whoever waits for the task reads it.")


class ResultMissing(BadInput):
    code = "task_result_missing"
    message = _("Write down the result; whoever waits for the task reads it.")


class TaskOwnerCannotWork(BadInput):
    code = "task_owner_cannot_work"
    message = _("This person cannot work on the task. Choose somebody of the department or of the branch.")


class TasksStillOpen(BadInput):
    code = "tasks_still_open"
    message = _(
        "A department still works on it. Wait for the task, withdraw it, or say why it may stay open."
    )


class TasksOpenAtMerge(Conflict):
    code = "tasks_open_at_merge"
    message = _("A department still works on {number}. Let it finish the task, or withdraw it, then merge.")


def open_task(
    actor: Actor, permission: str, ticket_id: int, number: int, states: Collection[TaskState]
) -> DepartmentTask:
    """Lock the ticket, find its task, check that `actor` may and that it is in one of `states`.

    Raises NoSuchTicket, NoSuchTask (to strangers too), NotAllowed, TaskElsewhere.
    """
    ticket = lock_ticket(ticket_id)
    task = ticket.tasks.select_related("owner").filter(number=number).first()
    if task is None:
        raise NoSuchTask
    task.ticket = ticket
    if not task_policy.allows(actor, "view", task):
        raise NoSuchTask
    task_policy.require(actor, permission, task)
    require_state(task, states)
    return task


def require_state(task: DepartmentTask, states: Collection[TaskState]) -> None:
    """Raise TaskElsewhere, naming state and owner, unless the task is in one of `states`."""
    if task.state not in states:
        raise TaskElsewhere(state=TaskState(task.state).label, owner=task.owner.name)


def owner_for(task: DepartmentTask, owner_id: int) -> User:
    """The member of staff, if he may own the task; raises TaskOwnerCannotWork."""
    refusal = TaskOwnerCannotWork.at("owner")
    return staff_who_may(task_policy, "own", task, person_id=owner_id, otherwise=refusal)


def next_entry(task: DepartmentTask) -> int:
    """The number of the entry that the next `step` writes: the ticket is locked."""
    return task.ticket.last_number + 1


def step(
    actor: Actor,
    task: DepartmentTask,
    entry: Entry,
    facts: Mapping[str, Any],
    *,
    text: str = "",
    now: datetime,
) -> None:
    """Log one step on the task, which is saved already: whoever listens reads it as it is from now on."""
    payload = {"task": task.number, "department": task.department, **facts}
    record(task.ticket, actor=actor, entry=entry, payload=payload, text=text, happened_at=now)


def mind_open_tasks(ticket: Ticket, *, actor: Actor, reason: str, now: datetime) -> None:
    """Nothing is resolved over an open task without saying why; raises TasksStillOpen (A3.4)."""
    numbers = list(ticket.tasks.filter(IS_OPEN).order_by("number").values_list("number", flat=True))
    if not numbers:
        return
    words = need(reason, TasksStillOpen, "over_tasks")
    facts = {"numbers": numbers}
    record(ticket, actor=actor, entry=Entry.TASKS_LEFT_OPEN, payload=facts, text=words, happened_at=now)
