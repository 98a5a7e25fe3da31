"""The end of a matter: solved, confirmed, timed out, opened again (A2.3, D2.3c)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, ActorKind
from core.errors import Conflict, need
from tickets.choices import ClosingCause, State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.conversation import NothingWritten
from tickets.services.ending import end_ticket, note_summary, require_summary
from tickets.services.log import record
from tickets.services.rating import note_rating
from tickets.services.steps import change_state, open_to
from tickets.services.task_steps import mind_open_tasks
from tickets.services.tasks import withdraw_open_tasks
from tickets.services.visits import cancel_open_visits
from tickets.signals import step_requested
from tickets.states import Step
from tickets.summaries import ClosingSummary


class TimeoutNotReached(Conflict):
    code = "timeout_not_reached"
    message = _(
        "The customer still has time to answer. Closing without an answer is possible from {earliest} on."
    )


class TimeoutNotBegun(TimeoutNotReached):
    message = _(
        "The customer's time to answer has not begun. Wait until the message that it is solved has left, "
        "or call the customer."
    )


class FollowUpMissing(Conflict):
    code = "follow_up_missing"
    message = _("Try to reach the customer about the result first, and log the attempt.")


class CustomerHasAnswered(Conflict):
    code = "customer_has_answered"
    message = _("The customer has written since. Answer, open the request again, or record the confirmation.")


@transaction.atomic
def resolve_ticket(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    summary: ClosingSummary,
    over_tasks: str = "",
    now: datetime,
) -> Ticket:
    """Tell the customer that it is solved and ask for confirmation; `resolved` is not `closed` (A2.3).

    The closing summary is filed with it, so that it is there when the matter ends (D2.3c). `over_tasks`: why
    a department's task may stay open meanwhile; without it TasksStillOpen (A3.4). Raises SummaryNeeded.
    """
    ticket = open_to(actor, Step.RESOLVE, ticket_id)
    need(text, NothingWritten, "text")
    require_summary(summary)
    mind_open_tasks(ticket, actor=actor, reason=over_tasks, now=now)
    note_summary(ticket, actor=actor, summary=summary, now=now)
    was = change_state(ticket, Step.RESOLVE, resolved_at=now, follow_up_at=None)
    payload = {"was": was.value}
    record(ticket, actor=actor, entry=Entry.RESOLVED, payload=payload, text=text.strip(), happened_at=now)
    return ticket


@transaction.atomic
def confirm_solved(
    *,
    actor: Actor,
    ticket_id: int,
    score: int | None = None,
    comment: str = "",
    channel: str = "web",
    now: datetime,
) -> Ticket:
    """The customer says that it is solved, himself or through staff (`channel` e.g. "call").

    Closes, unless there is no closing summary yet because nothing was reported as solved: then his word
    counts at once all the same, and the ticket closes when the summary is filed (D2.3c).
    """
    ticket = open_to(actor, Step.CONFIRM_EARLY, ticket_id)
    is_early = ticket.summary_number is None
    # Without a rating the comment belongs to the confirmation itself: nothing that was typed is lost.
    words = comment.strip() if score is None else ""
    if is_early:
        withdraw_open_tasks(ticket, actor=actor, cause=ClosingCause.CONFIRMED.value, now=now)
        cancel_open_visits(ticket, actor=actor, cause=ClosingCause.CONFIRMED.value, now=now)
    facts: dict[str, object] = {"channel": channel} | ({"ends": True} if is_early else {})
    record(ticket, actor=actor, entry=Entry.CONFIRMED, payload=facts, text=words, happened_at=now)
    if score is not None:
        note_rating(ticket, actor=actor, score=score, comment=comment, now=now)
    if is_early:
        _wait_for_summary(ticket, actor, now)
    else:
        _end_confirmed(ticket, actor, Step.CONFIRM, confirmed_at=now, now=now)
    return ticket


def _wait_for_summary(ticket: Ticket, actor: Actor, now: datetime) -> None:
    was = change_state(ticket, Step.CONFIRM_EARLY, confirmed_at=now)
    facts = {"was": was.value, "now_is": State.RESOLVED.value, "cause": "confirmed_early"}
    record(ticket, actor=actor, entry=Entry.STATE_CHANGED, payload=facts, happened_at=now)


def _end_confirmed(
    ticket: Ticket, actor: Actor, step: Step, *, confirmed_at: datetime | None, now: datetime
) -> None:
    cause = ClosingCause.CONFIRMED
    end_ticket(ticket, actor=actor, step=step, cause=cause, confirmed_at=confirmed_at, now=now)


@transaction.atomic
def file_summary(*, actor: Actor, ticket_id: int, summary: ClosingSummary, now: datetime) -> Ticket:
    """Write the closing summary of a matter whose customer confirmed first; it closes with that (D2.3c).

    Raises NotAllowed, SummaryNeeded, IllegalStep unless the summary is all that it waits for.
    """
    ticket = open_to(actor, Step.FILE_SUMMARY, ticket_id)
    require_summary(summary)
    note_summary(ticket, actor=actor, summary=summary, now=now)
    _end_confirmed(ticket, actor, Step.FILE_SUMMARY, confirmed_at=ticket.confirmed_at, now=now)
    return ticket


@transaction.atomic
def close_by_timeout(*, actor: Actor, ticket_id: int, text: str = "", now: datetime) -> Ticket:
    """Close without the customer's answer.

    Raises TimeoutNotReached, FollowUpMissing, CustomerHasAnswered, and whatever a receiver of
    `step_requested` forbids.
    """
    ticket = open_to(actor, Step.CLOSE_BY_TIMEOUT, ticket_id)
    earliest = closable_from(ticket)
    if earliest is None:
        raise TimeoutNotBegun
    if now < earliest:
        raise TimeoutNotReached(earliest=earliest)
    if ticket.follow_up_at is None:
        raise FollowUpMissing
    if _has_answered(ticket):
        raise CustomerHasAnswered
    step_requested.send(Ticket, ticket=ticket, step=Step.CLOSE_BY_TIMEOUT, actor=actor, now=now)
    cause = ClosingCause.TIMED_OUT
    end_ticket(ticket, actor=actor, step=Step.CLOSE_BY_TIMEOUT, cause=cause, text=text, now=now)
    return ticket


def _has_answered(ticket: Ticket) -> bool:
    """Whether the customer has written or sent files since the request was reported as solved."""
    words = ticket.log.filter(actor_kind=ActorKind.CUSTOMER, happened_at__gte=ticket.resolved_at)
    return words.filter(entry__in=(Entry.CUSTOMER_WROTE, Entry.FILES_ADDED)).exists()


def closable_from(ticket: Ticket) -> datetime | None:
    """From when on a resolved ticket may be closed by time-out; None while that is not known."""
    return ticket.closable_at


@transaction.atomic
def reopen_ticket(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """Open a resolved or closed ticket again, with the reason; promises start a new cycle."""
    return _reopen(actor, ticket_id, Step.REOPEN, "staff", text, now)


@transaction.atomic
def say_not_solved(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """The customer's "not solved", which opens the matter again at once."""
    return _reopen(actor, ticket_id, Step.NOT_SOLVED, "not_solved", text, now)


def _reopen(actor: Actor, ticket_id: int, step: Step, cause: str, text: str, now: datetime) -> Ticket:
    ticket = open_to(actor, step, ticket_id)
    need(text, NothingWritten, "text")
    ticket.summary_number = None
    ticket.save(update_fields=["summary_number"])
    was = change_state(
        ticket,
        step,
        resolved_at=None,
        confirmed_at=None,
        closed_at=None,
        follow_up_at=None,
        promised_at=_still_ahead(ticket.promised_at, now),
    )
    payload = {"cause": cause, "was": was.value}
    record(ticket, actor=actor, entry=Entry.REOPENED, payload=payload, text=text.strip(), happened_at=now)
    return ticket


def _still_ahead(promised_at: datetime | None, now: datetime) -> datetime | None:
    """A promised date that has passed is history: the next one that is named binds anew."""
    return promised_at if promised_at is not None and promised_at > now else None
