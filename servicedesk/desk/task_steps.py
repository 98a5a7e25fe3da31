"""Every step on a department's task, in one table: who may, when, what it asks, what it calls (A3.4)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from servicedesk.desk.forms import tasks as task_forms
from servicedesk.desk.forms.tasks import OwnedForm
from tickets.choices import TaskState
from tickets.models import DepartmentTask
from tickets.models.task import AT_WORK, OPEN
from tickets.policies import task_policy
from tickets.services import tasks

Service = Callable[..., DepartmentTask]


@dataclass(frozen=True, slots=True)
class TaskStep:
    """One thing that can be done with a task; `names` are the service's names of the form's fields."""

    permission: str
    verb: LazyText
    done: LazyText
    form: type[forms.Form]
    service: Service
    states: Collection[TaskState]
    names: Mapping[str, str]

    def run(self, actor: Actor, task: DepartmentTask, data: Mapping[str, Any], now: datetime) -> None:
        """The one call of the service."""
        given = {self.names[field]: getattr(value, "pk", value) for field, value in data.items()}
        self.service(actor=actor, ticket_id=task.ticket_id, number=task.number, now=now, **given)


STEPS: Mapping[str, TaskStep] = {
    "accept": TaskStep(
        "accept",
        _("Accept the task"),
        _("Accepted; the task is yours"),
        task_forms.NothingForm,
        tasks.accept_task,
        (TaskState.ASKED,),
        {},
    ),
    "finish": TaskStep(
        "finish",
        _("Report it as done"),
        _("Done; those who wait for it are told"),
        task_forms.ResultForm,
        tasks.finish_task,
        AT_WORK,
        {"text": "result"},
    ),
    "return": TaskStep(
        "return",
        _("Return the task"),
        _("Returned; those who wait for it are told"),
        task_forms.ReasonForm,
        tasks.return_task,
        AT_WORK,
        {"text": "reason"},
    ),
    "again": TaskStep(
        "ask_again",
        _("Ask again"),
        _("Asked again"),
        task_forms.AskAgainForm,
        tasks.ask_again,
        (TaskState.RETURNED,),
        {"text": "note", "due_at": "due_at"},
    ),
    "reassign": TaskStep(
        "reassign",
        _("Hand it on"),
        _("Handed on"),
        task_forms.HandOnForm,
        tasks.reassign_task,
        AT_WORK,
        {"text": "note", "owner": "owner_id"},
    ),
    "withdraw": TaskStep(
        "withdraw",
        _("Withdraw the task"),
        _("Withdrawn"),
        task_forms.ReasonForm,
        tasks.withdraw_task,
        OPEN,
        {"text": "reason"},
    ),
}


def form_for(key: str, task: DepartmentTask, data: Any = None) -> forms.Form:
    """The form of a step; controls of one page have ids of their own, by the step."""
    form = STEPS[key].form
    options: dict[str, Any] = {"auto_id": f"{key}_%s"}
    if issubclass(form, OwnedForm):
        return form(data, ticket=task.ticket, **options)
    return form(data, **options)


def offered(actor: Actor, task: DepartmentTask) -> list[str]:
    """The steps that fit the task's state and that `actor` may take."""
    return [
        key
        for key, step in STEPS.items()
        if task.state in step.states and task_policy.allows(actor, step.permission, task)
    ]
