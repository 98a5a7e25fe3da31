"""The end of a matter: solved, confirmed, timed out, opened again (A2.3, D2.3c)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, ActorKind
from core.errors import Conflict
from core.moments import to_second
from tickets.choices import ClosingCause
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.conversation import NothingWritten
from tickets.services.log import record
from tickets.services.rating import note_rating
from tickets.services.steps import change_state, open_for
from tickets.services.task_steps import mind_open_tasks
from tickets.services.tasks import withdraw_open_tasks
from tickets.services.visits import cancel_open_visits
from tickets.signals import step_requested
from tickets.states import Step, next_state


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
def resolve_ticket(*, actor: Actor, ticket_id: int, text: str, over_tasks: str = "", now: datetime) -> Ticket:
    """Tell the customer that it is solved and ask for confirmation; `resolved` is not `closed` (A2.3).

    `over_tasks`: why a department's task may stay open meanwhile; without it TasksStillOpen (A3.4).
    """
    ticket = open_for(actor, "resolve", ticket_id)
    _need_words(text)
    next_state(Step.RESOLVE, ticket.state)
    mind_open_tasks(ticket, actor=actor, reason=over_tasks, now=now)
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
    """The customer says that it is solved, himself or through staff (`channel` e.g. "call"). Closes."""
    ticket = open_for(actor, "confirm", ticket_id)
    next_state(Step.CONFIRM, ticket.state)
    # Without a rating the comment belongs to the confirmation itself: nothing that was typed is lost.
    words = comment.strip() if score is None else ""
    facts = {"channel": channel}
    record(ticket, actor=actor, entry=Entry.CONFIRMED, payload=facts, text=words, happened_at=now)
    if score is not None:
        note_rating(ticket, actor=actor, score=score, comment=comment, now=now)
    _close(ticket, actor, Step.CONFIRM, ClosingCause.CONFIRMED, "", now, confirmed_at=now)
    return ticket


@transaction.atomic
def close_by_timeout(*, actor: Actor, ticket_id: int, text: str = "", now: datetime) -> Ticket:
    """Close without the customer's answer.

    Raises TimeoutNotReached, FollowUpMissing, CustomerHasAnswered, and whatever a receiver of
    `step_requested` forbids.
    """
    ticket = open_for(actor, "close", ticket_id)
    next_state(Step.CLOSE_BY_TIMEOUT, ticket.state)
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
    _close(ticket, actor, Step.CLOSE_BY_TIMEOUT, ClosingCause.TIMED_OUT, text, now)
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
    return _reopen(open_for(actor, "reopen", ticket_id), actor, "staff", text, now)


@transaction.atomic
def say_not_solved(*, actor: Actor, ticket_id: int, text: str, now: datetime) -> Ticket:
    """The customer's "not solved", which opens the matter again at once."""
    return _reopen(open_for(actor, "confirm", ticket_id), actor, "not_solved", text, now)


def _reopen(ticket: Ticket, actor: Actor, cause: str, text: str, now: datetime) -> Ticket:
    _need_words(text)
    was = change_state(
        ticket,
        Step.REOPEN,
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


def _close(
    ticket: Ticket,
    actor: Actor,
    step: Step,
    cause: ClosingCause,
    text: str,
    now: datetime,
    confirmed_at: datetime | None = None,
) -> None:
    withdraw_open_tasks(ticket, actor=actor, cause=cause.value, now=now)
    cancel_open_visits(ticket, actor=actor, cause=cause.value, now=now)
    was = change_state(ticket, step, closed_at=to_second(now), confirmed_at=confirmed_at)
    payload = {"cause": cause.value, "was": was.value}
    record(ticket, actor=actor, entry=Entry.CLOSED, payload=payload, text=text.strip(), happened_at=now)


def _need_words(text: str) -> None:
    if not text.strip():
        raise NothingWritten(fields={"text": [str(NothingWritten.message)]})
