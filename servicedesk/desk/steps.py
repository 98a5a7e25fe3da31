"""Every step an agent can take on a ticket, in one table: who may, when, what it asks, what it calls.

A step is one service call. The ticket page draws its tabs and side forms from this table, and the one
view that takes steps looks them up here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from servicedesk.desk import step_calls
from servicedesk.desk.forms import contact, ending, sorting, tasks, visits, writing
from servicedesk.desk.step_calls import Call
from tickets import states
from tickets.models import Ticket
from tickets.states import CLOSED, CONFIRMED, OPEN, SOLVED, TABLE

ALIVE = OPEN | SOLVED | CONFIRMED
ANY = ALIVE | CLOSED
TO_CUSTOMER = frozenset({"reply", "solution", "plan", "question", "resolve"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an agent can do. `keeps` names the metrics of the promises that it may keep.

    `serves` names the one promise that it is for: it is offered only while that promise is live, and with
    `is_daily` only while its day is under way.
    """

    key: str
    permission: str
    label: LazyText
    verb: LazyText
    done: LazyText
    form: type[forms.Form]
    run: Callable[[Call], Ticket]
    states: frozenset[str] = OPEN
    keeps: tuple[str, ...] = ()
    hotkey: str = ""
    serves: str = ""
    is_daily: bool = False

    @property
    def is_to_customer(self) -> bool:
        """Whether what is written goes to the customer, so that canned replies fit."""
        return self.key in TO_CUSTOMER


def of_table(key: str, step: states.Step, *words: LazyText, **more: Any) -> Step:
    """A step that changes where a ticket stands: `tickets.states.TABLE` says who may, and from where."""
    rule = TABLE[step]
    label, verb, done = words
    return Step(key, rule.permission, label, verb, done, states=rule.sources, **more)


EDITOR = (
    Step(
        "reply",
        "reply",
        _("Reply"),
        _("Send reply"),
        _("Reply on its way"),
        writing.ReplyForm,
        step_calls.reply,
        states=ALIVE,
        keeps=("progress_update",),
        hotkey="r",
    ),
    Step(
        "update",
        "reply",
        _("Daily update"),
        _("Send daily update"),
        _("Daily update on its way"),
        writing.UpdateForm,
        step_calls.update,
        keeps=("progress_update",),
        hotkey="d",
        serves="progress_update",
        is_daily=True,
    ),
    Step(
        "solution",
        "reply",
        _("Solution"),
        _("Send solution"),
        _("Solution on its way"),
        writing.SolutionForm,
        step_calls.solution,
        keeps=("initial_fix",),
        hotkey="s",
    ),
    Step(
        "plan",
        "reply",
        _("Plan"),
        _("Send plan"),
        _("Plan on its way"),
        writing.PlanForm,
        step_calls.plan,
        keeps=("plan",),
        hotkey="p",
    ),
    of_table(
        "question",
        states.Step.ASK_CUSTOMER,
        _("Question"),
        _("Ask and wait"),
        _("Question on its way; waiting for the customer"),
        form=writing.QuestionForm,
        run=step_calls.question,
        hotkey="w",
    ),
    Step(
        "call",
        "contact",
        _("Log contact"),
        _("Log contact"),
        _("Contact logged"),
        contact.ContactForm,
        step_calls.contact,
        states=ALIVE,
        keeps=("contact", "response", "follow_up"),
        hotkey="c",
    ),
    Step(
        "note",
        "note",
        _("Note"),
        _("Add note"),
        _("Note added"),
        writing.NoteForm,
        step_calls.note,
        states=ANY,
        hotkey="n",
    ),
    Step(
        "task",
        "ask_department",
        _("Task"),
        _("Ask the department"),
        _("The department is asked"),
        tasks.TaskForm,
        step_calls.ask_department,
        states=ALIVE,
        hotkey="t",
    ),
    Step(
        "visit",
        "plan_visit",
        _("Visit"),
        _("Plan the visit"),
        _("The visit is planned"),
        visits.VisitForm,
        step_calls.plan_visit,
        hotkey="v",
    ),
    of_table(
        "resolve",
        states.Step.RESOLVE,
        _("Resolve"),
        _("Resolve and tell the customer"),
        _("Resolved; the customer is asked to confirm"),
        form=ending.ResolveForm,
        run=step_calls.resolve,
        keeps=("initial_fix", "plan", "solution", "resolution"),
        hotkey="e",
    ),
    of_table(
        "summary",
        states.Step.FILE_SUMMARY,
        _("Closing summary"),
        _("File the summary and close"),
        _("Summary filed; the request is closed"),
        form=ending.SummaryForm,
        run=step_calls.summary,
        hotkey="e",
    ),
    of_table(
        "confirm",
        states.Step.CONFIRM,
        _("Confirmed"),
        _("Record the confirmation"),
        _("Confirmed and closed"),
        form=ending.ConfirmForm,
        run=step_calls.confirm,
        keeps=("contact", "follow_up"),
    ),
    of_table(
        "close",
        states.Step.CLOSE_BY_TIMEOUT,
        _("Close"),
        _("Close by time-out"),
        _("Closed by time-out"),
        form=ending.CloseForm,
        run=step_calls.close,
    ),
    of_table(
        "reopen",
        states.Step.REOPEN,
        _("Reopen"),
        _("Open again"),
        _("Opened again"),
        form=ending.ReopenForm,
        run=step_calls.reopen,
    ),
)
SIDE = (
    Step(
        "priority",
        "classify",
        _("Priority"),
        _("Set priority"),
        _("Priority set"),
        sorting.PriorityForm,
        step_calls.priority,
    ),
    Step(
        "complexity",
        "classify",
        _("Complexity"),
        _("Set complexity"),
        _("Complexity set"),
        sorting.ComplexityForm,
        step_calls.complexity,
    ),
    Step(
        "kind",
        "classify",
        _("Type"),
        _("Correct the type"),
        _("Type corrected"),
        sorting.KindForm,
        step_calls.kind,
    ),
    of_table(
        "cancel-appointment",
        states.Step.CANCEL_APPOINTMENT,
        _("Appointment"),
        _("Call the appointment off"),
        _("Appointment called off; the clocks run again"),
        form=sorting.CancelForm,
        run=step_calls.cancel_appointment,
    ),
    Step(
        "owner",
        "assign",
        _("Owner"),
        _("Name as owner"),
        _("Owner named"),
        sorting.OwnerForm,
        step_calls.owner,
        states=ALIVE,
        hotkey="a",
    ),
    Step(
        "updates",
        "allow_updates",
        _("Daily update"),
        _("Save"),
        _("Daily update set"),
        sorting.UpdatesForm,
        step_calls.updates,
        serves="progress_update",
    ),
    of_table(
        "withdraw",
        states.Step.WITHDRAW,
        _("Withdrawn"),
        _("Close as withdrawn"),
        _("Withdrawn by the customer; closed"),
        form=ending.WithdrawForm,
        run=step_calls.withdraw,
    ),
    of_table(
        "dismiss",
        states.Step.DISMISS,
        _("No request"),
        _("Close as no request"),
        _("Closed: not a request"),
        form=ending.DismissForm,
        run=step_calls.dismiss,
    ),
)
STEPS = {step.key: step for step in (*EDITOR, *SIDE)}
