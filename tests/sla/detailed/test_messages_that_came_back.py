"""A message that bounced was never sent: nothing it did to the clocks stays (semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, Clock, ClockState
from tests.sla.conftest import FindClock
from tests.sla.world import local
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.closing import confirm_solved
from tickets.services.conversation import ask_customer, customer_writes

Do = Callable[..., Any]
Later = Callable[..., datetime]
Said = Callable[..., list[LogEntry]]


def test_what_a_later_message_kept_too_late_is_in_the_ledger(
    send: Do, bounce: Do, clock: FindClock, said: Said, later: Later
) -> None:
    """B4.1: the response was due after half an hour."""
    first = send("reply", later(minutes=5))
    send("reply", later(minutes=45))
    bounce(first, later(hours=2))
    assert clock("response").state == ClockState.MET_LATE
    breach = Breach.objects.get(clock=clock("response"))
    assert (breach.due_at, breach.late_seconds) == (later(minutes=30), 15 * 60)
    assert [entry.payload["metric"] for entry in said(Entry.PROMISE_MISSED)] == ["response"]


def test_past_the_limit_it_is_assessed_too(send: Do, bounce: Do, clock: FindClock, later: Later) -> None:
    first = send("reply", later(minutes=5))
    send("reply", later(minutes=90))
    bounce(first, later(hours=2))
    assert Breach.objects.get(clock=clock("response")).grade == "assessment_due"


def test_what_was_kept_after_a_wait_that_never_was_is_judged_again(
    send: Do, bounce: Do, clock: FindClock
) -> None:
    question = send("question", local("11-24 14:00"))
    send("solution_dated", local("11-27 10:00"), completes_at=local("12-01 10:00"))
    assert clock("solution").state == ClockState.MET
    bounce(question, local("11-27 11:00"))
    assert (clock("solution").state, clock("solution").due_at) == (ClockState.MET_LATE, local("11-26 18:00"))
    breach = Breach.objects.get(clock=clock("solution"))
    assert breach.late_seconds == 16 * 3600
    assert breach.pauses == []


def test_and_stays_kept_where_it_was_in_time_all_the_same(send: Do, bounce: Do, clock: FindClock) -> None:
    question = send("question", local("11-24 14:00"))
    send("solution_dated", local("11-26 10:00"), completes_at=local("12-01 10:00"))
    bounce(question, local("11-26 11:00"))
    assert (clock("solution").state, clock("solution").due_at) == (ClockState.MET, local("11-26 18:00"))


def goes_on() -> bool:
    """Whether the ladder of the response that no longer applies has more to come."""
    clock = Clock.objects.get(promise__clause="D2.1a")
    assert clock.state == ClockState.CANCELLED
    return clock.fires_at is not None


def test_a_ladder_that_it_had_ended_goes_on(
    send: Do, bounce: Do, classify: Do, watch: Do, said: Said, later: Later
) -> None:
    """The half hour of a general request was missed before it was found to be complex."""
    watch(later(minutes=31))
    classify(later(minutes=32))
    assert goes_on()
    answer = send("reply", later(minutes=33))
    assert not goes_on()
    bounce(answer, later(minutes=40))
    assert goes_on()
    watch(later(minutes=61))
    assert [entry.payload["clause"] for entry in said(Entry.LIMIT_PASSED)] == ["D2.1a"]


def test_and_stays_ended_where_another_message_answered(
    send: Do, bounce: Do, classify: Do, watch: Do, said: Said, later: Later
) -> None:
    watch(later(minutes=31))
    classify(later(minutes=32))
    first = send("reply", later(minutes=33))
    send("reply", later(minutes=34))
    bounce(first, later(minutes=40))
    watch(later(minutes=61))
    assert said(Entry.LIMIT_PASSED) == []


def test_after_reopening_each_round_runs_from_its_own_start(
    send: Do, bounce: Do, not_solved: Do, clock: FindClock
) -> None:
    """Reopening began a round of its own, which nothing takes back; and the first was never kept."""
    solved = send("resolved", local("11-25 14:00"))
    not_solved(local("11-25 15:00"))
    bounce(solved, local("11-25 16:00"))
    first, second = clock("solution"), clock("solution", cycle=2)
    assert (first.state, first.due_at) == (ClockState.RUNNING, local("11-26 18:00"))
    assert (second.state, second.due_at) == (ClockState.RUNNING, local("11-27 18:00"))
    send("solution_dated", local("11-26 10:00"), completes_at=local("12-01 10:00"))
    assert {clock("solution", cycle=cycle).state for cycle in (1, 2)} == {ClockState.MET}


def test_an_older_question_accepted_late_does_not_say_when_the_wait_ends(
    ticket: Ticket, agent: User, accept: Do, later: Later
) -> None:
    by, customer = Actor.user(agent), Actor.customer(ticket.customer_id)
    facts: dict[str, Any] = {"ticket_id": ticket.pk, "text": "Which one?"}
    ask_customer(actor=by, **facts, now=later(minutes=1))
    older = ticket.log.latest("number").number
    customer_writes(actor=customer, **facts, now=later(minutes=2))
    ask_customer(actor=by, **facts, now=later(minutes=3))
    accept("question", later(minutes=4), about=older)
    assert waits_until(ticket) is None
    accept("question", later(days=1))
    assert waits_until(ticket) == local("12-02 12:00")


def waits_until(ticket: Ticket) -> datetime | None:
    ticket.refresh_from_db()
    return ticket.waiting_until


def test_what_bounces_after_the_customer_confirmed_ends_with_that_again(
    ticket: Ticket, send: Do, bounce: Do, clock: FindClock
) -> None:
    """D2.3c: the confirmation ended the matter, though the summary is not filed yet."""
    solution = send("solution_dated", local("11-24 14:00"), completes_at=local("12-01 10:00"))
    customer = Actor.customer(ticket.customer_id)
    confirm_solved(actor=customer, ticket_id=ticket.pk, now=local("11-25 10:00"))
    bounce(solution, local("11-25 11:00"))
    ended = clock("solution")
    assert (ended.state, ended.stopped_at) == (ClockState.CANCELLED, local("11-25 10:00"))
