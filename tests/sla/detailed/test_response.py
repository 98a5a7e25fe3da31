"""Response: the first word that reaches the customer (D2.1a, D2.1b; semantics, section 3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.actors import Actor
from sla.models import Breach, Clock, ClockState, EndCause
from tests.sla.conftest import TWO_WAY, FindClock
from tickets.choices import Direction
from tickets.models import Ticket
from tickets.services.closing import confirm_solved

Do = Callable[..., Any]
Later = Callable[..., datetime]
pytestmark = pytest.mark.usefixtures("ticket")
ATTEMPT = replace(TWO_WAY, reached=False, two_way=False, need_confirmed=False, priority_confirmed=False)
REACHED = replace(ATTEMPT, reached=True)


def responses() -> list[tuple[str, str]]:
    clocks = Clock.objects.filter(promise__metric="response").order_by("promise__clause", "cycle")
    return [(clock.promise.clause, clock.state) for clock in clocks]


def response(clause: str = "D2.1a") -> Clock:
    return Clock.objects.get(promise__clause=clause, cycle=1)


def test_the_first_outward_message_stops_it_when_it_is_accepted(send: Do, later: Later) -> None:
    assert response().due_at == later(minutes=30)
    send("reply", later(minutes=30))
    assert (response().state, response().stopped_at) == (ClockState.MET, later(minutes=30))


def test_receipts_never_stop_it(accept: Do, later: Later) -> None:
    for kind in ("registered", "owner_named", "late_notice", "closed"):
        accept(kind, later(minutes=1))
    assert response().state == ClockState.RUNNING


def test_a_call_that_reached_the_customer_stops_it_and_an_attempt_does_not(contact: Do, later: Later) -> None:
    contact(later(minutes=5), facts=ATTEMPT)
    assert response().state == ClockState.RUNNING
    contact(later(minutes=6), facts=REACHED)
    assert (response().state, response().stopped_at) == (ClockState.MET, later(minutes=6))


def test_a_word_the_customer_left_is_no_answer_of_ours(contact: Do, later: Later) -> None:
    contact(later(minutes=6), facts=replace(REACHED, direction=Direction.IN))
    assert response().state == ClockState.RUNNING
    contact(later(minutes=7), facts=replace(TWO_WAY, direction=Direction.IN, need_confirmed=False))
    assert (response().state, response().stopped_at) == (ClockState.MET, later(minutes=7))


def test_nothing_pauses_it(send: Do, accept: Do, later: Later, clock: FindClock) -> None:
    send("question", later(minutes=40))
    assert (response().state, response().stopped_at) == (ClockState.MET_LATE, later(minutes=40))
    assert clock("diagnosis").state == ClockState.RUNNING
    assert clock("solution").state == ClockState.PAUSED


def test_classified_as_complex_in_time_the_longer_promise_runs_from_receipt(
    classify: Do, later: Later
) -> None:
    classify(later(minutes=10))
    assert (response().state, response().end_cause) == (ClockState.CANCELLED, EndCause.NO_LONGER_APPLIES)
    assert response("D2.1b").due_at == later(hours=2)


def test_a_promise_that_comes_late_and_was_kept_already_does_not_run(
    classify: Do, send: Do, later: Later
) -> None:
    send("reply", later(minutes=5))
    classify(later(minutes=10))
    assert responses() == [("D2.1a", ClockState.MET)]


def test_a_bounce_un_stops_it_from_its_original_start(send: Do, bounce: Do, watch: Do, later: Later) -> None:
    accepted = send("reply", later(minutes=5))
    bounce(accepted, later(minutes=20))
    assert (response().state, response().due_at) == (ClockState.RUNNING, later(minutes=30))
    watch(later(minutes=31))
    assert Breach.objects.filter(clock=response()).exists()


def test_a_bounce_after_due_is_a_breach_at_once(send: Do, bounce: Do, later: Later) -> None:
    bounce(send("reply", later(minutes=5)), later(hours=1))
    assert Breach.objects.get(clock=response()).due_at == later(minutes=30)


def test_a_second_message_still_keeps_it_after_the_first_bounced(send: Do, bounce: Do, later: Later) -> None:
    first = send("reply", later(minutes=5))
    send("reply", later(minutes=15))
    bounce(first, later(hours=1))
    assert (response().state, response().stopped_at) == (ClockState.MET, later(minutes=15))
    assert not Breach.objects.filter(clock=response()).exists()


def test_what_bounced_after_the_customer_had_confirmed_ends_with_the_closing(
    ticket: Ticket, send: Do, bounce: Do, watch: Do, later: Later
) -> None:
    """A closed matter has no clock that runs; its response is not kept either."""
    accepted = send("reply", later(minutes=5))
    confirm(ticket, later(minutes=20))
    bounce(accepted, later(minutes=50))
    assert (response().state, response().end_cause) == (ClockState.CANCELLED, EndCause.CONFIRMED)
    assert watch(later(days=3)) == 0


def confirm(ticket: Ticket, at: datetime) -> None:
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=at)
