from tickets.models.attachment import Attachment
from tickets.models.branch_rule import BranchRule
from tickets.models.bulk import BulkAct, BulkItem
from tickets.models.canned import CannedReply
from tickets.models.dispatch_rule import DispatchChange, DispatchRule, DispatchTurn
from tickets.models.draft import Draft
from tickets.models.load import LoadLine
from tickets.models.log import LogEntry, LogText
from tickets.models.log_check import LogCheck
from tickets.models.related import TicketLink, Watcher
from tickets.models.saved_view import SavedView
from tickets.models.skills import SkillNeed
from tickets.models.task import DepartmentTask
from tickets.models.ticket import Ticket
from tickets.models.visit import PartLine, Visit, VisitSubmission

__all__ = [
    "Attachment",
    "BranchRule",
    "BulkAct",
    "BulkItem",
    "CannedReply",
    "DepartmentTask",
    "DispatchChange",
    "DispatchRule",
    "DispatchTurn",
    "Draft",
    "LoadLine",
    "LogCheck",
    "LogEntry",
    "LogText",
    "PartLine",
    "SavedView",
    "SkillNeed",
    "Ticket",
    "TicketLink",
    "Visit",
    "VisitSubmission",
    "Watcher",
]
