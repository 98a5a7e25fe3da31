"""Diagnosis, solution and follow-up are counted in working days (D2.2.2 to D2.2.5; semantics, section 3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.actors import Actor
from sla.models import Breach, CalendarVersion, ClockState
from sla.services.moving import apply_calendar
from tests.sla.conftest import FindClock
from tests.sla.world import SYSTEM, local, publish
from tickets.choices import Department, Nature
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.diagnosis import record_diagnosis
from tickets.services.registration import ServiceRequest, register_ticket

Do = Callable[..., Any]
ON = pytest.mark.usefixtures("ticket")


@ON
def test_due_is_the_close_of_business_of_the_nth_working_day_after(clock: FindClock) -> None:
    """The day of the event does not count. The limit is twice as many."""
    assert (clock("diagnosis").due_at, clock("diagnosis").limit_at) == (
        local("11-25 18:00"),
        local("11-26 18:00"),
    )
    assert (clock("solution").due_at, clock("solution").limit_at) == (
        local("11-26 18:00"),
        local("11-30 18:00"),
    )


def test_a_weekend_has_no_working_day_and_a_make_up_saturday_is_one(
    ticket: Ticket, office: CalendarVersion, request_facts: ServiceRequest, clock: FindClock
) -> None:
    friday = local("11-27 16:00")
    plain = register_ticket(actor=SYSTEM, request=request_facts, now=friday)
    assert clock("diagnosis", of=plain).due_at == local("11-30 18:00")
    publish(office.calendar, now=friday, exceptions={"2026-11-28": [["09:00", "12:00"]]})
    make_up = register_ticket(actor=SYSTEM, request=request_facts, now=friday)
    assert clock("diagnosis", of=make_up).due_at == local("11-28 12:00")
    assert clock("diagnosis", of=plain).due_at == local("11-30 18:00")


def test_a_recorded_diagnosis_stops_it(ticket: Ticket, by: Actor, clock: FindClock) -> None:
    record_diagnosis(
        actor=by,
        ticket_id=ticket.pk,
        nature=Nature.HARDWARE,
        department=Department.TECHNICAL,
        now=local("11-25 18:00"),
    )
    assert (clock("diagnosis").state, clock("diagnosis").stopped_at) == (
        ClockState.MET,
        local("11-25 18:00"),
    )


@ON
def test_only_a_solution_with_a_date_stops_the_solution(send: Do, clock: FindClock) -> None:
    send("solution_sent", local("11-24 14:00"))
    assert clock("solution").state == ClockState.RUNNING
    send("solution_dated", local("11-24 15:00"), completes_at=local("11-27 18:00"))
    assert (clock("solution").state, clock("solution").stopped_at) == (ClockState.MET, local("11-24 15:00"))


@ON
def test_a_resolution_told_is_a_solution_too_and_no_diagnosis(send: Do, clock: FindClock) -> None:
    send("resolved", local("11-24 15:00"))
    assert (clock("solution").state, clock("diagnosis").state) == (ClockState.MET, ClockState.RUNNING)


@ON
def test_the_open_time_left_at_the_pause_is_left_at_the_resume(
    send: Do, answer: Do, clock: FindClock
) -> None:
    send("question", local("11-25 10:00"))
    paused = clock("solution")
    assert (paused.state, paused.due_at, paused.left_seconds) == (ClockState.PAUSED, None, 14 * 3600)
    answer(local("11-26 10:00"))
    assert (clock("solution").state, clock("solution").due_at) == (ClockState.RUNNING, local("11-27 18:00"))


@ON
def test_a_pause_outside_open_hours_changes_nothing(send: Do, answer: Do, clock: FindClock) -> None:
    send("question", local("11-24 18:00"))
    answer(local("11-25 09:00"))
    assert clock("solution").due_at == local("11-26 18:00")


@ON
def test_a_question_that_bounced_never_paused(send: Do, bounce: Do, clock: FindClock) -> None:
    number = send("question", local("11-24 14:00"))
    bounce(number, local("11-25 14:00"))
    assert (clock("solution").state, clock("solution").due_at) == (ClockState.RUNNING, local("11-26 18:00"))


@ON
def test_a_bounce_after_the_due_that_the_pause_had_moved_is_a_breach_at_once(
    send: Do, bounce: Do, clock: FindClock
) -> None:
    number = send("question", local("11-24 14:00"))
    bounce(number, local("11-27 10:00"))
    assert Breach.objects.get(clock=clock("solution")).due_at == local("11-26 18:00")


@ON
def test_follow_up_is_owed_one_working_day_after_solving_and_kept_by_a_word_about_the_result(
    send: Do, contact: Do, clock: FindClock
) -> None:
    send("resolved", local("11-27 15:00"))
    assert (clock("follow_up").started_at, clock("follow_up").due_at) == (
        local("11-27 15:00"),
        local("11-30 18:00"),
    )
    contact(local("11-30 18:00"))
    assert clock("follow_up").state == ClockState.MET


def test_the_customers_own_confirmation_is_a_follow_up(ticket: Ticket, send: Do, clock: FindClock) -> None:
    send("resolved", local("11-24 15:00"))
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=local("11-24 16:00"))
    assert clock("follow_up").state == ClockState.MET


@ON
def test_not_solved_stops_follow_up_and_what_resolved_had_stopped_starts_a_new_cycle(
    send: Do, not_solved: Do, clock: FindClock
) -> None:
    send("resolved", local("11-24 15:00"))
    not_solved(local("11-25 10:00"))
    assert clock("follow_up").state == ClockState.MET
    assert (clock("solution", 2).started_at, clock("solution", 2).due_at) == (
        local("11-25 10:00"),
        local("11-27 18:00"),
    )
    assert clock("solution").state == ClockState.MET


@ON
def test_a_new_version_of_the_calendar_moves_earlier_deadlines_always_and_later_ones_for_a_holiday(
    office: CalendarVersion, clock: FindClock
) -> None:
    now = local("11-24 14:00")
    early = publish(office.calendar, now=now, exceptions={"2026-11-25": [["09:00", "12:00"]]})
    facts: dict[str, Any] = {"actor": SYSTEM, "now": now}
    assert apply_calendar(**facts, version_id=early.pk, holiday_reason=False) == 1
    assert clock("diagnosis").due_at == local("11-25 12:00")
    holiday = publish(office.calendar, now=now, exceptions={"2026-11-25": []})
    assert apply_calendar(**facts, version_id=holiday.pk, holiday_reason=False) == 0
    assert clock("diagnosis").due_at == local("11-25 12:00")
    assert apply_calendar(**facts, version_id=holiday.pk, holiday_reason=True) == 2
    assert (clock("diagnosis").due_at, clock("solution").due_at) == (
        local("11-26 18:00"),
        local("11-27 18:00"),
    )


@ON
def test_a_missed_deadline_is_not_moved_by_any_version(
    office: CalendarVersion, clock: FindClock, watch: Do
) -> None:
    watch(local("11-25 18:00") + timedelta(seconds=1))
    holiday = publish(office.calendar, now=local("11-25 19:00"), exceptions={"2026-11-25": []})
    apply_calendar(actor=SYSTEM, version_id=holiday.pk, holiday_reason=True, now=local("11-25 19:00"))
    assert clock("diagnosis").due_at == local("11-25 18:00")
    assert Breach.objects.filter(clock=clock("diagnosis")).exists()
