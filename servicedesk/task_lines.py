"""Departments' tasks as pages and API show them: their words and their clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sla.selectors.promises import PromiseView, task_promises
from tickets.models import DepartmentTask
from tickets.selectors.tasks import TaskLine, with_words


@dataclass(frozen=True, slots=True)
class Line:
    """A task; without house rules in force it has a due, but no clock."""

    task: DepartmentTask
    words: TaskLine
    promise: PromiseView | None
    is_late: bool


def lines_of(tasks: Iterable[DepartmentTask], *, now: datetime) -> list[Line]:
    """In two queries however many they are; none for none."""
    tasks = list(tasks)
    promises = task_promises(tasks, now=now) if tasks else {}
    return [
        Line(words.task, words, promises.get(words.task.pk), words.task.is_open and words.task.due_at < now)
        for words in with_words(tasks)
    ]
