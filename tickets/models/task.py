from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from tickets.choices import TaskState
from tickets.models.ticket import Ticket

AT_WORK = (TaskState.ASKED, TaskState.ACCEPTED)
OPEN = (*AT_WORK, TaskState.RETURNED)
ENDED = (TaskState.DONE, TaskState.WITHDRAWN)
IS_OPEN = ~Q(state__in=ENDED)


class DepartmentTask(models.Model):
    """What a department is to do for a ticket, by when, and who of it is responsible (A3.4).

    What people wrote about it lies in the service log, so that it can be erased: `asked_in` is the number of
    the entry that asks, `answered_in` of the one that returned or ended it.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField(_("number within the ticket"))
    department = models.CharField(_("department"), max_length=20, choices=Department)
    state = models.CharField(_("state"), max_length=12, choices=TaskState, default=TaskState.ASKED)
    due_at = models.DateTimeField(_("due at"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    asked_in = models.PositiveIntegerField(_("log entry that asks"))
    answered_in = models.PositiveIntegerField(_("log entry that answers"), null=True)

    class Meta:
        verbose_name = _("department's task")
        verbose_name_plural = _("departments' tasks")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="task_numbered_per_ticket"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED) ^ Q(ended_at__isnull=True), name="task_ended_has_time"
            ),
        ]
        indexes = [
            # the department's queue, one's own tasks, everybody's: first due first
            models.Index("department", "due_at", "id", condition=IS_OPEN, name="task_queue_department"),
            models.Index("owner", "due_at", "id", condition=IS_OPEN, name="task_queue_owner"),
            models.Index("due_at", "id", condition=IS_OPEN, name="task_queue_all"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.number} {self.department}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED
