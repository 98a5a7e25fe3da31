"""Departments' tasks as the faces show them: whose, by when, with the words that were written about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from accounts.policies import SEES_ALL
from core.actors import Actor
from tickets.locks import NoSuchTask
from tickets.models import DepartmentTask, Ticket
from tickets.models.task import IS_OPEN
from tickets.numbers import clean_number
from tickets.policies import task_policy
from tickets.selectors.tickets import visible_tickets
from tickets.selectors.words import words_at

RELATED = ("owner", "asked_by", "ticket__customer", "ticket__owner", "ticket__branch")


class Whose(StrEnum):
    """What the queue of tasks can show."""

    MINE = "mine"
    DEPARTMENT = "department"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with its words: what is asked, the hand-over note, the last answer. Erased words are empty."""

    task: DepartmentTask
    what: str
    note: str
    answer: str


def visible_tasks(actor: Actor) -> QuerySet[DepartmentTask]:
    """The rows of the policy's "view"; none for customers."""
    rows = DepartmentTask.objects.all()
    if actor.is_customer:
        return rows.none()
    if not actor.is_staff or actor.role in SEES_ALL:
        return rows.filter(ticket__in=visible_tickets(actor).values("pk"))
    own = Q(owner=actor.pk) | Q(ticket__owner=actor.pk) | Q(ticket__branch__in=actor.branches)
    if actor.branch_id is None and actor.department:
        own |= Q(department=actor.department)
    return rows.filter(own)


def task_queue(actor: Actor, *, whose: Whose) -> QuerySet[DepartmentTask]:
    """The open tasks `actor` sees, first due first."""
    rows = visible_tasks(actor).filter(IS_OPEN)
    if whose is Whose.MINE:
        rows = rows.filter(owner=actor.pk)
    if whose is Whose.DEPARTMENT:
        rows = rows.filter(department=actor.department)
    return rows.select_related(*RELATED).order_by("due_at", "pk")


def get_task(*, actor: Actor, number: str, task: int) -> DepartmentTask:
    """One task of a ticket; raises NoSuchTask for strangers too."""
    rows = DepartmentTask.objects.select_related(*RELATED)
    found = rows.filter(ticket__number=clean_number(number), number=task).first()
    if found is None or not task_policy.allows(actor, "view", found):
        raise NoSuchTask
    return found


def tasks_of(ticket: Ticket) -> list[DepartmentTask]:
    """All tasks of a ticket, the open ones first; one query."""
    rows = ticket.tasks.select_related("owner", "asked_by").order_by("number")
    return sorted(rows, key=lambda task: not task.is_open)


def with_words(tasks: Iterable[DepartmentTask]) -> list[TaskLine]:
    """The tasks with what was written about them; one query for all, none for none."""
    tasks = list(tasks)
    words = words_at(
        (task.ticket_id, number) for task in tasks for number in (task.asked_in, task.answered_in)
    )
    return [_line(task, words) for task in tasks]


def _line(task: DepartmentTask, words: dict[tuple[int, int], str]) -> TaskLine:
    what, _break, note = words.get((task.ticket_id, task.asked_in), "").partition("\n")
    return TaskLine(task, what, note, words.get((task.ticket_id, task.answered_in or 0), ""))
