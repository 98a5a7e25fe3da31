"""Every step an agent can take on a ticket, in one table: who may, when, what it asks, what it calls.

A step is one service call. The ticket page draws its tabs and side forms from this table, and the one
view that takes steps looks them up here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from servicedesk.desk import step_calls
from servicedesk.desk.forms import contact, sorting, tasks, visits, writing
from servicedesk.desk.step_calls import Call
from tickets.choices import State
from tickets.models import Ticket
from tickets.states import OPEN

SOLVED = frozenset({State.RESOLVED})
ENDED = frozenset({State.CLOSED})
ANY = OPEN | SOLVED | ENDED


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
    states: frozenset[State] = OPEN
    keeps: tuple[str, ...] = ()
    hotkey: str = ""
    serves: str = ""
    is_daily: bool = False


EDITOR = (
    Step(
        "reply",
        "reply",
        _("Reply"),
        _("Send reply"),
        _("Reply on its way"),
        writing.ReplyForm,
        step_calls.reply,
        states=OPEN | SOLVED,
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
    Step(
        "question",
        "reply",
        _("Question"),
        _("Ask and wait"),
        _("Question on its way; waiting for the customer"),
        writing.QuestionForm,
        step_calls.question,
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
        states=OPEN | SOLVED,
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
        states=OPEN | SOLVED,
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
    Step(
        "resolve",
        "resolve",
        _("Resolve"),
        _("Resolve and tell the customer"),
        _("Resolved; the customer is asked to confirm"),
        writing.ResolveForm,
        step_calls.resolve,
        keeps=("initial_fix", "plan", "solution", "resolution"),
        hotkey="e",
    ),
    Step(
        "confirm",
        "confirm",
        _("Confirmed"),
        _("Record the confirmation"),
        _("Confirmed and closed"),
        writing.ConfirmForm,
        step_calls.confirm,
        states=SOLVED,
        keeps=("contact", "follow_up"),
    ),
    Step(
        "close",
        "close",
        _("Close"),
        _("Close by time-out"),
        _("Closed by time-out"),
        writing.CloseForm,
        step_calls.close,
        states=SOLVED,
    ),
    Step(
        "reopen",
        "reopen",
        _("Reopen"),
        _("Open again"),
        _("Opened again"),
        writing.ReopenForm,
        step_calls.reopen,
        states=SOLVED | ENDED,
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
    Step(
        "cancel-appointment",
        "agree",
        _("Appointment"),
        _("Call the appointment off"),
        _("Appointment called off; the clocks run again"),
        sorting.CancelForm,
        step_calls.cancel_appointment,
        states=frozenset({State.SCHEDULED}),
    ),
    Step(
        "owner",
        "assign",
        _("Owner"),
        _("Name as owner"),
        _("Owner named"),
        sorting.OwnerForm,
        step_calls.owner,
        states=OPEN | SOLVED,
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
)
STEPS = {step.key: step for step in (*EDITOR, *SIDE)}
