"""The editor below the conversation and the side forms: which steps are offered, what each would keep."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.actors import Actor
from core.errors import BadInput, DomainError
from notifications.daily import draft_update
from notifications.mail.recipients import customer_of
from servicedesk.desk.canned import offer_canned
from servicedesk.desk.forms.ending import SummaryForm
from servicedesk.desk.forms.sorting import OwnerForm
from servicedesk.desk.forms.tasks import OwnedForm
from servicedesk.desk.forms.writing import UpdateForm
from servicedesk.desk.steps import EDITOR, SIDE, Step
from sla.selectors.promises import PromiseView
from tickets.models import Draft, Ticket
from tickets.policies import policy
from tickets.selectors.summaries import draft_summary
from tickets.services.steps import OF_THE_RECORD

DAY = timedelta(days=1)

# Where a service's error belongs when it names no field of the form itself.
FIELD_OF = {
    "in_the_future": ("happened_at", "received_at"),
    "too_long_ago": ("happened_at", "received_at"),
    "before_the_request": ("happened_at", "received_at"),
    "backdating_reason_needed": ("reason",),
    "task_due_in_the_past": ("due_at",),
    "engineer_cannot_go": ("owner",),
    "mentioned_cannot_see": ("text",),
    "appointment_must_lie_ahead": ("window_from",),
    "customers_word_needed": ("words",),
    "too_many_files": ("attachments",),
    "file_too_large": ("attachments",),
    "files_too_large": ("attachments",),
    "file_empty": ("attachments",),
}


@dataclass(frozen=True, slots=True)
class Editor:
    """The tabs offered on a ticket as it is, the one in use, its form and the promises it would keep."""

    steps: list[Step]
    step: Step | None
    form: forms.Form | None
    keeps: list[PromiseView]
    language: str = ""
    owed: PromiseView | None = None  # the daily update of the day that is under way
    draft: Draft | None = None  # what stands in the form was typed before and not sent


def offered(actor: Actor, ticket: Ticket, steps: Sequence[Step]) -> list[Step]:
    """The steps that fit the ticket's state and that `actor` may take; once merged, those of the record."""
    fitting = [s for s in steps if ticket.standing in s.states and policy.allows(actor, s.permission, ticket)]
    return [s for s in fitting if ticket.merged_into_id is None or s.permission in OF_THE_RECORD]


def served(steps: Sequence[Step], promises: Sequence[PromiseView], now: datetime) -> list[Step]:
    """Those of `steps` whose promise, if they are for one, waits for them now."""
    return [step for step in steps if not step.serves or promise_served(step, promises, now)]


def promise_served(step: Step, promises: Sequence[PromiseView], now: datetime) -> PromiseView | None:
    """The promise that `step` is for, while it waits for it."""
    live = [p for p in promises if p.metric == step.serves and p.stopped_at is None]
    return next((p for p in live if not step.is_daily or _is_under_way(p, now)), None)


def _is_under_way(promise: PromiseView, now: datetime) -> bool:
    """Begun and due within a day: business may close past midnight, and a pause may have moved its end."""
    return promise.due_at is not None and promise.started_at <= now and promise.due_at - now <= DAY


def editor_of(
    actor: Actor,
    ticket: Ticket,
    promises: Sequence[PromiseView],
    *,
    drafts: Sequence[Draft],
    now: datetime,
    key: str,
    form: forms.Form | None = None,
    text: str = "",
) -> Editor:
    """The editor with the tab `key` (its name or letter) open, or the first one.

    `form` keeps what was typed, `text` adds the words of a canned reply.
    """
    typed_in = [step for step in EDITOR if form is not None and step.key == key]
    fitting = offered(actor, ticket, EDITOR)
    # what somebody has typed stays, even if its promise ended meanwhile
    steps = [s for s in fitting if s in typed_in or s in served(fitting, promises, now)]
    key = key or (drafts[0].step if drafts else "")
    step = next((s for s in steps if key and key in {s.key, s.hotkey}), steps[0] if steps else None)
    if step is None:
        return Editor([], None, None, [])
    typed = form if isinstance(form, step.form) else None
    draft = None if typed else next((one for one in drafts if one.step == step.key), None)
    shown = typed or form_for(step, ticket, draft=draft, now=now)
    if step.is_to_customer:
        offer_canned(shown, text)
    return Editor(
        steps,
        step,
        shown,
        kept_by(step, promises),
        language=_language(step, ticket),
        draft=draft,
        owed=next((promise_served(s, promises, now) for s in steps if s.is_daily), None),
    )


def _language(step: Step, ticket: Ticket) -> str:
    """The language the draft is written in: the customer's, whatever the desk reads."""
    return customer_of(ticket).language if step.form is UpdateForm else ""


def side_forms(
    actor: Actor,
    ticket: Ticket,
    promises: Sequence[PromiseView],
    typed: Mapping[str, forms.Form],
    *,
    now: datetime,
) -> list[tuple[Step, forms.Form]]:
    """The small forms beside the conversation; `typed` holds one that came back with errors."""
    steps = served(offered(actor, ticket, SIDE), promises, now)
    return [(s, typed.get(s.key) or form_for(s, ticket, now=now)) for s in steps]


def form_for(
    step: Step,
    ticket: Ticket,
    data: Any = None,
    files: Any = None,
    *,
    draft: Draft | None = None,
    now: datetime,
) -> forms.Form:
    """The form of `step`; controls of one page have ids of their own, by the step."""
    options: dict[str, Any] = {"auto_id": f"{step.key}_%s"}
    if issubclass(step.form, (OwnerForm, OwnedForm)):
        options["ticket"] = ticket
    if data is not None:
        return step.form(data, files, **options)
    kept = draft.values if draft else {}
    return step.form(initial=(_initial(step, ticket, now) or {}) | kept, **options)


def _initial(step: Step, ticket: Ticket, now: datetime) -> dict[str, Any] | None:
    if step.form is UpdateForm:
        return {"text": draft_update(ticket, now=now)}
    return (
        {
            "priority": ticket.priority,
            "complexity": ticket.complexity,
            "kind": ticket.kind,
            "owner": ticket.owner_id,
            "by_itself": ticket.sends_updates,
        }
        if step in SIDE
        else _summary(step, ticket)
    )


def _summary(step: Step, ticket: Ticket) -> dict[str, Any] | None:
    """What the closing summary begins with."""
    return asdict(draft_summary(ticket)) if issubclass(step.form, SummaryForm) else None


def kept_by(step: Step, promises: Sequence[PromiseView]) -> list[PromiseView]:
    """The running promises that `step` may keep, next deadline first."""
    return [p for p in promises if p.metric in step.keeps and not p.stopped_at and p.state != "cancelled"]


def show_error(form: forms.BaseForm, error: DomainError) -> None:
    """Put a service's refusal where the eye is: at its field, else above the form."""
    if isinstance(error, BadInput) and any(field in form.fields for field in error.fields):
        for field, messages in error.fields.items():
            form.add_error(field if field in form.fields else None, list(messages))
        return
    places = [field for field in FIELD_OF.get(error.code, ()) if field in form.fields]
    form.add_error(places[0] if places else None, text_of(error))


def faults_of(form: forms.BaseForm) -> list[str]:
    """Everything that is wrong with a form, in words."""
    return [str(text) for texts in form.errors.values() for text in texts]


def text_of(error: DomainError) -> str:
    """The error in words, instants in it on the reader's clock."""
    local = {
        key: timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if hasattr(value, "tzinfo") else value
        for key, value in error.data.items()
    }
    return str(error.message).format_map(local)
