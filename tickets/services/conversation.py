"""What is said: by staff to the customer, by the customer to us, among ourselves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need
from core.files import SentFile
from core.moments import to_text
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.attachments import attach, check_files
from tickets.services.log import record
from tickets.services.mentioning import mention
from tickets.services.promised_date import bind_date
from tickets.services.steps import change_state, end_wait, open_for, open_to, pass_through, unresolved
from tickets.states import Step


class NothingWritten(BadInput):
    code = "nothing_written"
    message = _("Write something first.")


class PlanNeedsFutureDate(BadInput):
    code = "plan_needs_future_date"
    message = _("A plan names the day by which the work will be complete. Choose a time that lies ahead.")


class SolutionNeedsFutureDate(BadInput):
    code = "solution_needs_future_date"
    message = _("A solution names the day by which the work will be complete. Choose a time that lies ahead.")


@transaction.atomic
def send_reply(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    files: Sequence[SentFile] = (),
    is_progress: bool = False,
    now: datetime,
) -> Ticket:
    """Write to the customer; `is_progress` makes it a progress update (D2.3a). Raises NothingWritten."""
    ticket = open_for(actor, "reply", ticket_id)
    _say(ticket, actor, Entry.REPLIED, text, files, now, {"is_progress": is_progress})
    pass_through(ticket, Step.START_WORK, actor=actor, cause="reply", now=now)
    return ticket


@transaction.atomic
def give_initial_fix(
    *, actor: Actor, ticket_id: int, text: str, files: Sequence[SentFile] = (), now: datetime
) -> Ticket:
    """Send the customer a first workable solution (A2.2a); it counts when it is accepted for delivery."""
    ticket = unresolved(open_for(actor, "reply", ticket_id), "give_initial_fix")
    _say(ticket, actor, Entry.INITIAL_FIX_GIVEN, text, files, now)
    pass_through(ticket, Step.START_WORK, actor=actor, cause="initial_fix", now=now)
    return ticket


@transaction.atomic
def send_plan(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    completes_at: datetime,
    files: Sequence[SentFile] = (),
    now: datetime,
) -> Ticket:
    """Send the customer the detailed plan with its date of completion (A2.2b). Raises PlanNeedsFutureDate.

    The first date binds, and so does an earlier one; a later one is an offer (`promised_date.agree_date`).
    """
    ticket = unresolved(open_for(actor, "reply", ticket_id), "send_plan")
    if completes_at <= now:
        raise PlanNeedsFutureDate(fields={"completes_at": [str(PlanNeedsFutureDate.message)]})
    date = {"completes_at": to_text(completes_at), "binds": bind_date(ticket, completes_at)}
    _say(ticket, actor, Entry.PLAN_GIVEN, text, files, now, date)
    pass_through(ticket, Step.START_WORK, actor=actor, cause="plan", now=now)
    return ticket


@transaction.atomic
def send_solution(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    completes_at: datetime,
    files: Sequence[SentFile] = (),
    now: datetime,
) -> Ticket:
    """Send the customer the solution with a clear time limit for handling (D2.2.3).

    Its date binds like that of a plan. Raises SolutionNeedsFutureDate.
    """
    ticket = unresolved(open_for(actor, "reply", ticket_id), "send_solution")
    if completes_at <= now:
        raise SolutionNeedsFutureDate(fields={"completes_at": [str(SolutionNeedsFutureDate.message)]})
    date = {"completes_at": to_text(completes_at), "binds": bind_date(ticket, completes_at)}
    _say(ticket, actor, Entry.SOLUTION_GIVEN, text, files, now, date)
    pass_through(ticket, Step.START_WORK, actor=actor, cause="solution", now=now)
    return ticket


@transaction.atomic
def ask_customer(
    *, actor: Actor, ticket_id: int, text: str, files: Sequence[SentFile] = (), now: datetime
) -> Ticket:
    """Send a question and wait for the answer; pauses what may be paused (semantics, section 3)."""
    ticket = open_to(actor, Step.ASK_CUSTOMER, ticket_id)
    was = change_state(ticket, Step.ASK_CUSTOMER, waiting_since=now)
    _say(ticket, actor, Entry.QUESTION_ASKED, text, files, now, {"was": was.value})
    return ticket


@transaction.atomic
def write_note(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    files: Sequence[SentFile] = (),
    mentions: Collection[int] = (),
    now: datetime,
) -> Ticket:
    """An internal note; the customer never sees it and it stops no clock.

    `mentions`: ids of colleagues who are told of it and watch from then on. Raises MentionedCannotSee.
    """
    ticket = open_for(actor, "note", ticket_id)
    told = mention(ticket, actor=actor, user_ids=mentions)
    _say(ticket, actor, Entry.NOTED, text, files, now, told)
    return ticket


@transaction.atomic
def customer_writes(
    *, actor: Actor, ticket_id: int, text: str = "", files: Sequence[SentFile] = (), now: datetime
) -> Ticket:
    """The customer's word, on any channel; ends a wait for it. Text or files, at least one of them."""
    ticket = open_for(actor, "write_as_customer", ticket_id)
    entry = Entry.CUSTOMER_WROTE if text.strip() or not files else Entry.FILES_ADDED
    _say(ticket, actor, entry, text, files, now, {"channel": "web", "count": len(files)})
    end_wait(ticket, actor=actor, cause="customer_wrote", now=now)
    return ticket


def _say(
    ticket: Ticket,
    actor: Actor,
    entry: Entry,
    text: str,
    files: Sequence[SentFile],
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    if entry is not Entry.FILES_ADDED:
        need(text, NothingWritten, "text")
    check_files(files)
    row = record(ticket, actor=actor, entry=entry, payload=payload, text=text.strip(), happened_at=now)
    attach(ticket, row, files)
