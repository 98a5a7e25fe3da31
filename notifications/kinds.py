"""What a message can be about, to whom it goes and how."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    CUSTOMER = "customer", _("customer")
    STAFF = "staff", _("staff")


class Channel(models.TextChoices):
    """How a message reaches its recipient. A customer without e-mail is called by the owner."""

    EMAIL = "email", _("e-mail")
    CALL = "call", _("call")


class Kind(models.TextChoices):
    """Each kind of message has a folder of templates of the same name."""

    REGISTERED = "registered", _("request registered")
    OWNER_NAMED = "owner_named", _("person responsible named")
    SOLUTION_SENT = "solution_sent", _("first solution")
    PLAN_SENT = "plan_sent", _("written plan")
    DATED_SOLUTION = "solution_dated", _("solution with a date")
    DATE_AGREED = "date_agreed", _("later date agreed")
    DEADLINES_MOVED = "deadlines_moved", _("deadlines moved")
    APPOINTMENT = "appointment", _("appointment made")
    PROGRESS_UPDATE = "progress_update", _("progress update")
    DAILY_UPDATE = "daily_update", _("progress update that left by itself")
    REPLY = "reply", _("reply")
    QUESTION = "question", _("question")
    STAGE_CHANGED = "stage_changed", _("stage changed")
    PROMISE_MISSED = "promise_missed", _("promise missed, customer told")
    RESOLVED = "resolved", _("solved, to be confirmed")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    MERGED = "merged", _("followed under another number")
    ASSIGNED = "assigned", _("ticket assigned")
    WARNED = "warned", _("promise at risk")
    MISSED = "missed", _("promise missed")
    ESCALATED = "escalated", _("escalated")
    LIMIT_PASSED = "limit_passed", _("limit passed")
    UNBOUND = "unbound", _("no commitment in force")
    TASK_ASKED = "task_asked", _("department's task")
    MENTIONED = "mentioned", _("mentioned in a note")
    VISIT_CODE = "visit_code", _("code for a visit")
    ENGINEER_CHANGED = "engineer_changed", _("another engineer")


class AlertKind(models.TextChoices):
    """What a member of staff is told in the page. The first eight go out by e-mail as well."""

    ASSIGNED = "assigned", _("A ticket is yours")
    WARNED = "warned", _("A promise is at risk")
    MISSED = "missed", _("A promise was missed")
    ESCALATED = "escalated", _("A missed promise was escalated to you")
    LIMIT_PASSED = "limit_passed", _("The limit of a promise has passed")
    UNBOUND = "unbound", _("A request came in while no commitment was in force")
    TASK_ASKED = "task_asked", _("A department's task is yours")
    MENTIONED = "mentioned", _("A colleague mentions you in a note")
    TASK_RETURNED = "task_returned", _("A department returned a task")
    TASK_DONE = "task_done", _("A department finished a task")
    TASK_WITHDRAWN = "task_withdrawn", _("A task of yours was withdrawn")
    VISIT_PLANNED = "visit_planned", _("You are to visit a customer")
    VISIT_CHANGED = "visit_changed", _("A visit was changed")
    VISIT_CANCELLED = "visit_cancelled", _("A visit was called off")
    VISIT_DONE = "visit_done", _("A visit is done")
    VISIT_NOBODY = "visit_nobody", _("Nobody goes to a visit: name somebody")
    CUSTOMER_WROTE = "customer_wrote", _("The customer wrote")
    DATE_AGREED = "date_agreed", _("The customer agreed to a later date")
    APPOINTMENT = "appointment", _("The customer chose an appointment")
    CONTESTED = "contested", _("A missed promise is contested: decide in the ledger")
    DECISION_ASKED = "decision_asked", _("You are asked to decide on the classification")
    SUMMARY_DUE = "summary_due", _("The customer confirmed first: write the closing summary")
    NOT_SOLVED = "not_solved", _("The customer says that it is not solved")
    CALL_DUE = "call_due", _("The customer has no e-mail: call with the news")
    WAIT_ENDED = "wait_ended", _("The customer did not answer in time: the clock runs again")
    APPOINTMENT_BEGAN = "appointment_began", _("The time of the appointment has come: the clock runs again")
    APPOINTMENT_CANCELLED = (
        "appointment_off",
        _("The appointment was called off: the clock runs again"),
    )
    WATCHED_STATE = "watched_state", _("A request you watch is in another state")
    DELIVERY_FAILED = "delivery_failed", _("A message could not be delivered")


class MessageState(models.TextChoices):
    """Queued -> sending -> accepted, or retrying until failed; a call is due until it was made."""

    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("sending")
    ACCEPTED = "accepted", _("sent")
    RETRYING = "retrying", _("will be tried again")
    FAILED = "failed", _("could not be sent")
    CALL_DUE = "call_due", _("call due")
    CALLED = "called", _("told by phone")


# States from which the outbox goes on by itself; `sending` is among them because its lease can run out.
UNDELIVERED = (MessageState.QUEUED, MessageState.RETRYING, MessageState.SENDING)
# States in which the recipient has been told.
DELIVERED = (MessageState.ACCEPTED, MessageState.CALLED)

# Several of these at once for one recipient are one message; they hold one entry number each.
GATHERED = frozenset({Kind.PROMISE_MISSED, Kind.WARNED, Kind.MISSED, Kind.ESCALATED, Kind.LIMIT_PASSED})
