"""No department's task stays with somebody who is not there (A2.3, A3.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import OuterRef

from accounts.models import Leave, User
from accounts.selectors.leave import covers, running_leaves
from accounts.selectors.staff import gone_with
from core.actors import Actor
from core.errors import DomainError
from tickets.choices import TaskState
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import DepartmentTask
from tickets.models.task import AT_WORK, IS_OPEN
from tickets.policies import task_policy
from tickets.services.assignment import DISPATCH
from tickets.services.task_steps import step

# So many at a time: the next look, half a minute later, goes on.
BATCH = 200

logger = structlog.get_logger(__name__)


def hand_on_tasks(*, now: datetime) -> int:
    """Give the tasks that wait for absent people to who can see to them; answers how many.

    That is the deputy, if he may own it and is there, else the owner of the request, who finds somebody else
    of the department. Whose leave ends before it is due keeps it, where he has no deputy. Each is a
    transaction of its own; a look with nobody absent costs two queries.
    """
    leaves = {leave.person_id: leave for leave in running_leaves(now)}
    waiting = DepartmentTask.objects.filter(IS_OPEN, state__in=AT_WORK)
    absent = {*leaves, *gone_with(waiting.filter(owner=OuterRef("pk")))}
    rows = waiting.filter(owner__in=absent).order_by("due_at", "pk")
    found = [task for task in rows if _must_go(task, leaves, now)] if absent else []
    return sum(_look_at(task, leaves, now) for task in found[:BATCH])


def _must_go(task: DepartmentTask, leaves: Mapping[int, Leave], now: datetime) -> bool:
    leave = leaves.get(task.owner_id)
    if leave is None or leave.deputy is not None:
        return True
    due_at = max(task.due_at, now)
    return covers(leave, leave.person, due_at, due_at)


def _look_at(found: DepartmentTask, leaves: Mapping[int, Leave], now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _hand_on(found, leaves, now)
    except DomainError as error:
        logger.warning("nobody can see to a task", task=found.pk, code=error.code)
        return False


def _hand_on(found: DepartmentTask, leaves: Mapping[int, Leave], now: datetime) -> bool:
    ticket = lock_ticket(found.ticket_id)
    task = ticket.tasks.get(pk=found.pk)
    task.ticket = ticket
    if task.state not in AT_WORK or task.owner_id != found.owner_id:
        return False  # somebody was quicker
    for person, permission, rule in _who_takes_over(task, leaves.get(task.owner_id)):
        is_there = person.is_active and person.pk not in {*leaves, task.owner_id}
        if is_there and task_policy.allows(Actor.user(person), permission, task):
            _name(task, person, rule, now)
            return True
    return False


def _who_takes_over(task: DepartmentTask, leave: Leave | None) -> Iterable[tuple[User, str, str]]:
    """Who is asked, what he must be allowed to, and the rule for the log."""
    if leave is not None and leave.deputy is not None:
        yield leave.deputy, "own", "deputy"
    yield task.ticket.owner, "reassign", "owner"


def _name(task: DepartmentTask, person: User, rule: str, now: datetime) -> None:
    was, task.owner, task.state = task.owner_id, person, TaskState.ASKED
    task.save(update_fields=["owner", "state"])
    facts = {"was": was, "owner": person.pk, "rule": rule, "told": [person.pk]}
    step(DISPATCH, task, Entry.TASK_REASSIGNED, facts, now=now)
