from tickets.models.attachment import Attachment
from tickets.models.dispatch_rule import DispatchChange, DispatchRule, DispatchTurn
from tickets.models.log import LogEntry, LogText
from tickets.models.log_check import LogCheck
from tickets.models.related import TicketLink, Watcher
from tickets.models.skills import SkillNeed
from tickets.models.task import DepartmentTask
from tickets.models.ticket import Ticket
from tickets.models.visit import PartLine, Visit, VisitSubmission

__all__ = [
    "Attachment",
    "DepartmentTask",
    "DispatchChange",
    "DispatchRule",
    "DispatchTurn",
    "LogCheck",
    "LogEntry",
    "LogText",
    "PartLine",
    "SkillNeed",
    "Ticket",
    "TicketLink",
    "Visit",
    "VisitSubmission",
    "Watcher",
]
