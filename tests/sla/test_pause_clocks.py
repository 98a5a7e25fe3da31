"""While a ticket waits for its customer, or for an appointment, the clocks of the work wait (section 3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, ClockState, Firing, Pause
from tests.endings import resolve_ticket
from tests.sla.conftest import SYSTEM, TWO_WAY, FindClock
from tickets.choices import Complexity, Direction, State
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import LogEntry, Ticket
from tickets.services.appointments import cancel_appointment, make_appointment
from tickets.services.classification import set_complexity
from tickets.services.conversation import ask_customer, customer_writes
from tickets.services.log import record

Later = Callable[..., datetime]
Do = Callable[..., Any]


@pytest.fixture
def ask(ticket: Ticket, agent: User, accept: Do) -> Do:
    """`ask(at)`: put a question to the customer, which the next mail server takes at once."""

    def put(at: datetime) -> None:
        ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which serial number?", now=at)
        accept("question", at)

    return put


@pytest.fixture
def answer(ticket: Ticket) -> Do:
    return lambda at: customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="KX48-2211", now=at
    )


def test_waiting_for_the_customer_pauses_the_work_and_nothing_else(
    ticket: Ticket, ask: Do, clock: FindClock, later: Later
) -> None:
    """A2.2a pauses; nothing pauses contact (A2.1)."""
    ask(later(hours=4))
    paused = clock("initial_fix")
    assert (paused.state, paused.due_at, paused.left_seconds) == (ClockState.PAUSED, None, 20 * 3600)
    assert paused.fires_at is None
    assert (clock("contact").state, clock("contact").due_at) == (ClockState.RUNNING, later(hours=2))
    ticket.refresh_from_db()
    assert ticket.is_paused is False


def test_the_answer_resumes_with_what_was_left(
    ask: Do, answer: Do, clock: FindClock, said: Callable[..., list[LogEntry]], later: Later
) -> None:
    ask(later(hours=4))
    answer(later(hours=30))
    resumed = clock("initial_fix")
    assert (resumed.state, resumed.due_at, resumed.left_seconds) == (
        ClockState.RUNNING,
        later(hours=50),
        None,
    )
    assert [entry.entry for entry in said(Entry.CLOCK_PAUSED, Entry.CLOCK_RESUMED)] == [
        Entry.CLOCK_PAUSED,
        Entry.CLOCK_RESUMED,
    ]
    assert said(Entry.CLOCK_PAUSED)[0].payload["left_seconds"] == 20 * 3600


def test_pausing_and_resuming_many_times_equals_the_sum(
    ask: Do, answer: Do, clock: FindClock, later: Later
) -> None:
    for hour in (1, 4, 7, 10):
        ask(later(hours=hour))
        answer(later(hours=hour + 2))
    assert clock("initial_fix").due_at == later(hours=24 + 4 * 2)
    assert Pause.objects.count() == 4


def test_a_question_counts_from_its_acceptance_by_the_mail_server(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    """A question that was not sent pauses nothing: time in our own queue counts against us."""
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which one?", now=later(hours=4))
    assert clock("initial_fix").state == ClockState.RUNNING
    accept("question", later(hours=5))
    assert (clock("initial_fix").state, clock("initial_fix").left_seconds) == (ClockState.PAUSED, 19 * 3600)


def test_a_question_accepted_after_the_answer_came_pauses_nothing(
    ticket: Ticket, agent: User, accept: Do, answer: Do, clock: FindClock, later: Later
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which one?", now=later(hours=4))
    answer(later(hours=5))
    accept("question", later(hours=6))
    assert clock("initial_fix").due_at == later(hours=24)
    assert not Pause.objects.exists()


def test_a_second_question_while_waiting_changes_nothing(ask: Do, clock: FindClock, later: Later) -> None:
    ask(later(hours=4))
    ask(later(hours=6))
    assert clock("initial_fix").left_seconds == 20 * 3600
    assert Pause.objects.count() == 1


@pytest.mark.parametrize("hours", [24, 25])
def test_a_pause_that_begins_at_or_after_due_changes_nothing(
    ask: Do, answer: Do, clock: FindClock, later: Later, hours: int
) -> None:
    ask(later(hours=hours))
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=24))
    answer(later(hours=40))
    assert clock("initial_fix").due_at == later(hours=24)


@pytest.mark.parametrize(
    "facts",
    [TWO_WAY, replace(TWO_WAY, two_way=False, direction=Direction.IN, need_confirmed=False)],
    ids=["a call that reached the customer", "the customer's own voice message"],
)
def test_the_customers_word_on_any_channel_ends_the_wait(
    ask: Do, contact: Do, clock: FindClock, later: Later, facts: Any
) -> None:
    ask(later(hours=4))
    contact(later(hours=6), facts=facts)
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=26))


def test_our_own_failed_call_does_not_end_the_wait(
    ask: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    ask(later(hours=4))
    contact(later(hours=6), facts=replace(TWO_WAY, reached=False, two_way=False))
    assert clock("initial_fix").state == ClockState.PAUSED


def test_resolving_ends_the_wait(
    ticket: Ticket, agent: User, ask: Do, clock: FindClock, later: Later
) -> None:
    ask(later(hours=4))
    resolve_ticket(actor=Actor.user(agent), ticket_id=ticket.pk, text="Found it.", now=later(hours=9))
    assert clock("initial_fix").due_at == later(hours=29)


def test_a_first_solution_sent_while_waiting_is_in_time(
    ask: Do, accept: Do, clock: FindClock, later: Later
) -> None:
    """The pause ends at the stop, so due is what it would be if work went on from there."""
    ask(later(hours=4))
    accept("solution_sent", later(hours=90))
    stopped = clock("initial_fix")
    assert (stopped.state, stopped.stopped_at, stopped.due_at) == (
        ClockState.MET,
        later(hours=90),
        later(hours=110),
    )


def test_an_appointment_pauses_the_work_too(ticket: Ticket, clock: FindClock, later: Later) -> None:
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        for was, now_is, hours in (
            (State.REGISTERED, State.SCHEDULED, 3),
            (State.SCHEDULED, State.IN_PROGRESS, 8),
        ):
            locked.state = now_is
            locked.save()
            record(
                locked,
                actor=SYSTEM,
                entry=Entry.STATE_CHANGED,
                payload={"was": was.value, "now_is": now_is.value, "cause": "test"},
                happened_at=later(hours=hours),
            )
    assert clock("initial_fix").due_at == later(hours=29)
    assert clock("contact").due_at == later(hours=2)


def test_a_promise_that_starts_later_knows_the_pauses_before_it(
    ticket: Ticket, agent: User, ask: Do, answer: Do, clock: FindClock, later: Later
) -> None:
    """A change keeps all pauses: the plan is counted from `received`, without the waits since."""
    ask(later(hours=1))
    answer(later(hours=6))
    set_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=7),
    )
    assert clock("plan").due_at == later(hours=53)


def test_a_promise_that_starts_during_a_pause_starts_paused(
    ticket: Ticket, agent: User, ask: Do, clock: FindClock, later: Later
) -> None:
    ask(later(hours=1))
    set_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=7),
    )
    assert (clock("plan").state, clock("plan").left_seconds) == (ClockState.PAUSED, 47 * 3600)


def test_a_wait_recorded_after_the_breach_but_begun_before_due_leaves_it_contested(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which one?", now=later(hours=23))
    watch(later(hours=24, seconds=1))
    accept("question", later(hours=23, minutes=1), told_at=later(hours=25))
    breach = Breach.objects.get(clock=clock("initial_fix"))
    assert breach.is_contested
    assert (clock("initial_fix").state, clock("initial_fix").due_at) == (ClockState.RUNNING, later(hours=24))


def test_a_warning_fires_again_after_a_pause_at_its_new_instant(
    ask: Do, answer: Do, clock: FindClock, watch: Do, later: Later
) -> None:
    """Section 4: 50 % fired at 12 h and lies behind; 75 % had not and moves by the pause."""
    watch(later(hours=13))
    ask(later(hours=14))
    answer(later(hours=20))
    watch(later(hours=24))
    fired = Firing.objects.filter(clock=clock("initial_fix")).order_by("at")
    assert [(firing.level, firing.at) for firing in fired] == [(500, later(hours=12)), (750, later(hours=24))]


def test_nothing_fires_while_paused(ticket: Ticket, ask: Do, contact: Do, watch: Do, later: Later) -> None:
    contact(later(minutes=5))
    ask(later(hours=4))
    assert watch(later(days=60)) == 0
    ticket.refresh_from_db()
    assert (ticket.is_paused, ticket.next_due_at) == (True, None)


def test_an_appointment_that_is_called_off_pauses_no_longer(
    ticket: Ticket, clock: FindClock, later: Later
) -> None:
    by = Actor.customer(ticket.customer_id)
    make_appointment(actor=by, ticket_id=ticket.pk, at=later(hours=10), now=later(hours=1))
    cancel_appointment(actor=by, ticket_id=ticket.pk, text="I am away.", now=later(hours=4))
    assert clock("initial_fix").state == "running"
    assert clock("initial_fix").due_at == later(hours=27)
