"""Departments' tasks on a ticket (A3.4)."""

from datetime import datetime
from typing import ClassVar

from django.db.models import Q
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from servicedesk.api.permissions import ACTING, READING, Scopes
from servicedesk.api.serializers import tasks as content
from servicedesk.api.serializers.merging import NothingBody
from servicedesk.api.versions import as_read, etag_of
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.parts import PartActionView
from servicedesk.task_lines import lines_of
from tickets.models import DepartmentTask
from tickets.selectors.tasks import tasks_of
from tickets.selectors.tickets import get_ticket
from tickets.services import tasks
from tickets.services.meanwhile import NEWS, news_of_task


def answer_of(task: DepartmentTask, now: datetime, code: int = status.HTTP_200_OK) -> Response:
    """The task as it is now; the ETag is the ticket's."""
    (line,) = lines_of([task], now=now)
    return Response(content.TaskSerializer(line).data, status=code, headers={"ETag": etag_of(task.ticket)})


class TasksView(ApiView):
    """The departments' tasks of a ticket, and the way to ask for one."""

    scopes: ClassVar[Scopes] = {**READING, **ACTING}
    request_body = content.TaskBody
    answers = {"GET": (200, content.TaskSerializer), "POST": (201, content.TaskSerializer)}
    is_many = True
    operation = "ticket_tasks"

    def get(self, _request: Request, number: str) -> Response:
        """Read what departments were asked to do for a ticket: the open tasks first."""
        ticket = get_ticket(actor=self.actor, number=number)
        lines = lines_of(tasks_of(ticket), now=self.now)
        return Response(content.TaskSerializer(lines, many=True).data)

    def post(self, request: Request, number: str) -> Response:
        """Ask a department for something, with a hand-over note; its clock starts."""
        return self.once(request, lambda now: self.ask(request, number, now))

    def ask(self, request: Request, number: str, now: datetime) -> Response:
        ticket = get_ticket(actor=self.actor, number=number)
        wish = tasks.TaskWish(**self.content(request.data))
        with as_read(request, ticket, actor=self.actor):
            task = tasks.ask_department(actor=self.actor, ticket_id=ticket.pk, wish=wish, now=now)
        return answer_of(task, now, status.HTTP_201_CREATED)


class TaskActionView(PartActionView):
    """One step on a task: one call of one service, which answers with the task as it is then."""

    answers = {"POST": (200, content.TaskSerializer)}

    def post(self, request: Request, number: str, task: int) -> Response:
        return self.act(request, number, task)

    def news(self, part: int) -> Q:
        return NEWS | news_of_task(part)

    def answer(self, changed: DepartmentTask, now: datetime) -> Response:
        return answer_of(changed, now)


class AcceptanceView(TaskActionView):
    """Accept a task for the person it was given to."""

    request_body = NothingBody
    operation = "task_acceptance"
    service = staticmethod(tasks.accept_task)


class ReturnView(TaskActionView):
    """Return a task with the reason; its clock ends."""

    request_body = content.TaskReasonBody
    operation = "task_return"
    service = staticmethod(tasks.return_task)


class ResultView(TaskActionView):
    """Report a task as done, with the result; its clock stops."""

    request_body = content.TaskResultBody
    operation = "task_result"
    service = staticmethod(tasks.finish_task)


class AskAgainView(TaskActionView):
    """Ask for a returned task again, with what was missing; its clock begins a new cycle."""

    request_body = content.AskAgainBody
    operation = "task_request"
    service = staticmethod(tasks.ask_again)


class HandOverView(TaskActionView):
    """Hand a task to somebody else, with a note; its clock runs on."""

    request_body = content.HandOverBody
    operation = "task_hand_over"
    service = staticmethod(tasks.reassign_task)


class WithdrawalView(TaskActionView):
    """Withdraw a task that is not needed any more, with the reason."""

    request_body = content.TaskReasonBody
    operation = "task_withdrawal"
    service = staticmethod(tasks.withdraw_task)
