"""The names of what can be promised: the glossary's terms, shared by log, mails and pages."""

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Metric(TextChoices):
    """What a promise measures (semantics, section 3)."""

    RESPONSE = "response", _("Response")
    CONTACT = "contact", _("Contact")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    INITIAL_FIX = "initial_fix", _("First fix")
    PLAN = "plan", _("Written plan")
    SOLUTION = "solution", _("Solution")
    RESOLUTION = "resolution", _("Resolution")
    PROGRESS_UPDATE = "progress_update", _("Daily update")
    FOLLOW_UP = "follow_up", _("Follow-up")
    DEPARTMENT_TASK = "department_task", _("Department's task")  # to ourselves, never to a customer


def metric_name(metric: str) -> str:
    """The metric's name in the reader's language; the code itself when it is not known."""
    return str(Metric(metric).label) if metric in Metric.values else metric


def task_name(number: int) -> str:
    """A department's task, by its number within the ticket, in the reader's language."""
    return gettext("Task %(number)s") % {"number": number}
