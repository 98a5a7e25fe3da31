"""The words a ticket is described with. The glossary's terms are the names."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department as Department  # noqa: PLC0414  # staff and tickets share it


class Kind(TextChoices):
    """What after-sales service is (B1.1)."""

    TECHNICAL_SUPPORT = "technical_support", _("Technical support")
    REPAIR = "repair", _("Repair and maintenance")
    CONSULTATION = "consultation", _("Consultation")


class Priority(TextChoices):
    """The three tiers (A3.2)."""

    URGENT = "urgent", pgettext_lazy("priority", "Urgent")
    IMPORTANT = "important", pgettext_lazy("priority", "Important")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")


def is_higher(priority: str, than: str) -> bool:
    """Whether `priority` goes before `than`."""
    order = Priority.values
    return order.index(priority) < order.index(than)


class Impact(TextChoices):
    """How badly the customer finds himself affected; proposes the priority."""

    STOPPED = "stopped", _("People or work are stopped")
    DEGRADED = "degraded", _("It works, but badly")
    QUESTION = "question", _("A question or a small fault")


PRIORITY_OF_IMPACT = {
    Impact.STOPPED: Priority.URGENT,
    Impact.DEGRADED: Priority.IMPORTANT,
    Impact.QUESTION: Priority.NORMAL,
}


class Complexity(TextChoices):
    """Decides which promises apply (A2.2)."""

    GENERAL = "general", _("General")
    COMPLEX = "complex", _("Complex")


class State(TextChoices):
    REGISTERED = "registered", _("Registered")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for customer")
    SCHEDULED = "scheduled", _("Appointment made")
    RESOLVED = "resolved", _("Solved, to be confirmed")
    CLOSED = "closed", _("Closed")


class Standing(TextChoices):
    """Where a ticket stands: its state, and of a solved one whether the customer has confirmed it already."""

    REGISTERED = "registered", State.REGISTERED.label
    IN_PROGRESS = "in_progress", State.IN_PROGRESS.label
    WAITING_CUSTOMER = "waiting_customer", State.WAITING_CUSTOMER.label
    SCHEDULED = "scheduled", State.SCHEDULED.label
    RESOLVED = "resolved", State.RESOLVED.label
    CONFIRMED = "confirmed", _("Confirmed, summary to be written")
    CLOSED = "closed", State.CLOSED.label


class Channel(TextChoices):
    """Where a request comes in (A3.1)."""

    WEB = "web", _("Web form")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    API = "api", _("Another system")


class How(TextChoices):
    """How dispatch chooses among those who fit (D3.3)."""

    BY_LOAD = "by_load", _("the least load")
    ROUND_ROBIN = "round_robin", _("one after the other")
    FIXED = "fixed", _("always this person")


class RuleSort(TextChoices):
    """What a rule decides: which branch takes a matter (B2.1), and who in it (D3.3)."""

    BRANCH = "branch", _("which branch")
    OWNER = "owner", _("which person")


class ContactChannel(TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Chat")
    VISIT = "visit", _("Visit")
    MESSAGE = "message", _("Message")


class Direction(TextChoices):
    OUT = "out", _("We reached out")
    IN = "in", _("The customer came to us")


class Nature(TextChoices):
    """The nature of a problem, as a diagnosis determines it (D2.2.2)."""

    HARDWARE = "hardware", _("Hardware fault")
    SOFTWARE = "software", _("Software fault")
    INSTALLATION = "installation", _("Installation or settings")
    OPERATION = "operation", _("Operation")
    WEAR = "wear", _("Wear or consumables")
    OTHER = "other", _("Something else")


class TaskState(TextChoices):
    """How far a department's task has come (A3.4)."""

    ASKED = "asked", pgettext_lazy("task", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("task", "Accepted")
    RETURNED = "returned", pgettext_lazy("task", "Returned")
    DONE = "done", pgettext_lazy("task", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("task", "Withdrawn")


class VisitMode(TextChoices):
    """How a matter is supported away from the desk (B3.3)."""

    REMOTE = "remote", _("Remote session")
    ON_SITE = "on_site", _("Visit on site")


class GivenBy(StrEnum):
    """Who says that a step of a visit was taken before the desk learned of it (B3.3)."""

    PHONE = "phone"
    API = "api"


class VisitState(TextChoices):
    """How far a visit has come (B3.3)."""

    PLANNED = "planned", pgettext_lazy("visit", "Planned")
    ACCEPTED = "accepted", pgettext_lazy("visit", "Accepted")
    ON_THE_WAY = "on_the_way", pgettext_lazy("visit", "On the way")
    ARRIVED = "arrived", pgettext_lazy("visit", "At work")
    DONE = "done", pgettext_lazy("visit", "Done")
    CANCELLED = "cancelled", pgettext_lazy("visit", "Called off")


class SignOff(TextChoices):
    """How the customer says that we were there."""

    SIGNATURE = "signature", _("Signature")
    CODE = "code", _("Code from the e-mail")
    ABSENT = "absent", _("The customer is not there")


class PartState(TextChoices):
    USED = "used", pgettext_lazy("part", "Used")
    ORDERED = "ordered", pgettext_lazy("part", "Ordered")
    RECEIVED = "received", pgettext_lazy("part", "Received")


class LinkKind(TextChoices):
    """What a request has to do with another, said from its own side."""

    REPEAT_OF = "repeat_of", _("Repeat of")
    CAUSED_BY = "caused_by", _("Caused by")
    BLOCKS = "blocks", _("Blocks")


# The same, said from the other side.
LINKED_BY = {
    LinkKind.REPEAT_OF: _("Repeated by"),
    LinkKind.CAUSED_BY: _("Cause of"),
    LinkKind.BLOCKS: _("Blocked by"),
}


class BulkStep(TextChoices):
    """What can be done with several tickets of the queue at once."""

    OWNER = "owner", pgettext_lazy("bulk", "Give to a person")
    PRIORITY = "priority", pgettext_lazy("bulk", "Set the priority")
    WATCH = "watch", pgettext_lazy("bulk", "Watch")
    UNWATCH = "unwatch", pgettext_lazy("bulk", "Watch no more")
    NOTE = "note", pgettext_lazy("bulk", "Add a note")


class Column(TextChoices):
    """A fact that a row of the queue can show, in the order in which they are offered."""

    DUE = "due", _("Next deadline")
    STATE = "state", pgettext_lazy("column", "State")
    PRIORITY = "priority", _("Priority")
    OWNER = "owner", _("Owner")
    CUSTOMER = "customer", pgettext_lazy("column", "Customer")
    PRODUCT = "product", pgettext_lazy("column", "Product")
    NUMBER = "number", _("Number")
    BRANCH = "branch", _("Branch")
    CHANNEL = "channel", pgettext_lazy("column", "Channel")
    AGE = "age", pgettext_lazy("column", "Age")
    LAST = "last", _("Last entry")


class Sort(TextChoices):
    """In which order a queue comes."""

    DUE = "due", _("Next deadline first")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")


class ClosingCause(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed by the customer")
    TIMED_OUT = "timed_out", _("No answer in time")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")
    NOT_A_REQUEST = "not_a_request", _("Not a request")
    MERGED = "merged", _("Merged into another request")
