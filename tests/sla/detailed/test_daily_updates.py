"""An update every working day while the matter is complex and open (D2.3a; semantics, section 3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Q

from core.actors import Actor
from sla.models import Breach, CalendarVersion, Clock, ClockState, CommitmentVersion, EndCause
from sla.selectors.figures import OUTCOMES, count, fell_due
from sla.services.moving import apply_calendar
from tests.sla.world import SYSTEM, local, publish
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.appointments import make_appointment

Do = Callable[..., Any]


@pytest.fixture
def days(ticket: Ticket) -> Callable[[], list[tuple[str, str]]]:
    """Each day's clock: its due on the office's clock, and what became of it."""

    def look() -> list[tuple[str, str]]:
        clocks = Clock.objects.filter(ticket=ticket, promise__metric="progress_update").order_by("cycle")
        return [
            ((clock.due_at + timedelta(hours=8)).strftime("%m-%d %H:%M") if clock.due_at else "", clock.state)
            for clock in clocks
        ]

    return look


@pytest.mark.usefixtures("ticket")
def test_the_day_on_which_it_becomes_complex_counts_with_half_of_its_hours_ahead(
    classify: Do, days: Do
) -> None:
    """13:30 to 18:00 are four and a half of seven and a half hours."""
    classify(local("11-24 12:30"))
    assert days() == [("11-24 18:00", ClockState.RUNNING)]


@pytest.mark.usefixtures("ticket")
def test_with_exactly_half_ahead_it_counts_and_a_second_later_it_does_not(classify: Do, days: Do) -> None:
    classify(local("11-24 14:15"))
    assert days() == [("11-24 18:00", ClockState.RUNNING)]
    classify(local("11-24 14:15"), Complexity.GENERAL)
    classify(local("11-24 14:15") + timedelta(seconds=1))
    assert days() == [("11-24 18:00", ClockState.CANCELLED), ("11-25 18:00", ClockState.RUNNING)]


@pytest.mark.usefixtures("ticket")
def test_one_cycle_per_working_day_and_a_day_without_an_update_is_its_own_breach(
    classify: Do, send: Do, watch: Do, days: Do
) -> None:
    classify(local("11-24 12:30"))
    send("progress_update", local("11-24 17:00"))
    watch(local("11-26 09:00") + timedelta(seconds=1))
    assert days() == [
        ("11-24 18:00", ClockState.MET),
        ("11-25 18:00", ClockState.CANCELLED),
        ("11-26 18:00", ClockState.RUNNING),
    ]
    missed = Clock.objects.get(cycle=2, promise__metric="progress_update")
    assert (missed.end_cause, missed.stopped_at) == (EndCause.DAY_OVER, local("11-26 09:00"))
    assert Breach.objects.get(clock=missed).due_at == local("11-25 18:00")


@pytest.mark.usefixtures("ticket")
def test_an_update_after_closing_time_of_the_same_day_is_met_late(
    classify: Do, send: Do, watch: Do, clock: Do
) -> None:
    classify(local("11-24 12:30"))
    watch(local("11-24 19:00"))
    send("progress_update", local("11-24 20:00"))
    ended = clock("progress_update")
    assert (ended.state, ended.breach.late_seconds) == (ClockState.MET_LATE, 2 * 3600)


@pytest.mark.usefixtures("ticket")
def test_an_update_before_opening_keeps_the_day(classify: Do, send: Do, watch: Do, days: Do) -> None:
    """Sent that day is sent that day."""
    classify(local("11-24 12:30"))
    send("progress_update", local("11-24 14:00"))
    send("progress_update", local("11-25 08:15"))
    watch(local("11-25 18:00") + timedelta(seconds=1))
    assert days() == [("11-24 18:00", ClockState.MET), ("11-25 18:00", ClockState.MET)]
    assert not Breach.objects.filter(clock__promise__metric="progress_update").exists()


@pytest.mark.usefixtures("ticket")
def test_an_update_of_the_day_before_it_became_complex_that_day_counts(
    classify: Do, send: Do, days: Do
) -> None:
    send("progress_update", local("11-24 12:25"))
    classify(local("11-24 12:30"))
    assert days() == [("11-24 18:00", ClockState.MET)]


@pytest.mark.usefixtures("ticket")
def test_neither_weekend_nor_holiday_has_a_cycle_and_a_make_up_day_has(
    office: CalendarVersion, classify: Do, watch: Do, days: Do
) -> None:
    hours = [["09:00", "12:00"]]
    publish(office.calendar, now=local("11-24 12:20"), exceptions={"2026-11-27": [], "2026-11-28": hours})
    classify(local("11-26 09:00"))
    watch(local("12-01 08:00"))
    assert [due for due, _state in days()] == ["11-26 18:00", "11-28 12:00", "11-30 18:00"]


@pytest.mark.usefixtures("ticket")
def test_after_downtime_every_day_is_made_up_for(classify: Do, watch: Do, days: Do) -> None:
    classify(local("11-24 12:30"))
    watch(local("11-27 20:00"))
    assert [state for _due, state in days()] == [ClockState.CANCELLED] * 3 + [ClockState.RUNNING]
    assert Breach.objects.filter(clock__promise__metric="progress_update").count() == 4


@pytest.mark.usefixtures("ticket")
def test_what_was_missed_during_downtime_is_made_up_for_even_if_solving_notices_it_first(
    classify: Do, send: Do, days: Do
) -> None:
    """What happened does not depend on when a sweep comes by."""
    classify(local("11-24 12:30"))
    send("resolved", local("11-26 10:00"))
    assert days() == [
        ("11-24 18:00", ClockState.CANCELLED),
        ("11-25 18:00", ClockState.CANCELLED),
        ("11-26 18:00", ClockState.CANCELLED),
    ]
    assert Breach.objects.filter(clock__promise__metric="progress_update").count() == 2


@pytest.mark.usefixtures("ticket")
def test_it_ends_when_resolved_and_begins_anew_when_reopened(
    classify: Do, send: Do, watch: Do, not_solved: Do, days: Do
) -> None:
    """The days in between are nobody's."""
    classify(local("11-24 12:30"))
    send("progress_update", local("11-24 14:00"))
    send("resolved", local("11-24 15:00"))
    watch(local("11-26 20:00"))
    assert days() == [("11-24 18:00", ClockState.MET)]
    not_solved(local("11-27 09:00"))
    assert days() == [("11-24 18:00", ClockState.MET), ("11-27 18:00", ClockState.RUNNING)]


@pytest.mark.usefixtures("ticket")
def test_it_ends_when_general_and_begins_anew_when_complex_again(classify: Do, watch: Do, days: Do) -> None:
    """Also after a missed day whose ladder still goes on."""
    classify(local("11-24 12:30"))
    watch(local("11-24 19:00"))
    classify(local("11-24 20:00"), Complexity.GENERAL)
    watch(local("11-25 10:00"))
    classify(local("11-26 09:00"))
    assert days() == [("11-24 18:00", ClockState.CANCELLED), ("11-26 18:00", ClockState.RUNNING)]


def test_an_appointment_pauses_it_and_the_open_time_left_is_left_after_it(
    ticket: Ticket, classify: Do, by: Actor, clock: Do, answer: Do, watch: Do
) -> None:
    classify(local("11-24 12:30"))
    at = local("11-24 16:00")
    make_appointment(actor=by, ticket_id=ticket.pk, at=local("11-26 10:00"), text="He chose it.", now=at)
    paused = clock("progress_update")
    assert (paused.state, paused.due_at, paused.left_seconds) == (ClockState.PAUSED, None, 2 * 3600)
    watch(local("11-25 20:00"))
    assert Clock.objects.filter(promise__metric="progress_update").count() == 1


@pytest.mark.usefixtures("ticket")
def test_waiting_for_the_customer_does_not_pause_it(classify: Do, send: Do, clock: Do) -> None:
    classify(local("11-24 12:30"))
    send("question", local("11-24 14:00"))
    assert clock("progress_update").state == ClockState.RUNNING


@pytest.mark.usefixtures("ticket", "letter")
def test_a_day_that_becomes_a_holiday_moves_to_the_next_working_day(
    office: CalendarVersion, classify: Do, send: Do, watch: Do, days: Do
) -> None:
    classify(local("11-24 12:30"))
    send("progress_update", local("11-24 14:00"))
    watch(local("11-25 09:30"))
    version = publish(office.calendar, now=local("11-25 10:00"), exceptions={"2026-11-25": []})
    facts: dict[str, Any] = {"actor": SYSTEM, "version_id": version.pk, "now": local("11-25 10:00")}
    assert apply_calendar(**facts, holiday_reason=False) == 0
    assert days()[1] == ("11-25 18:00", ClockState.RUNNING)
    assert apply_calendar(**facts, holiday_reason=True) > 0
    assert days()[1] == ("11-26 18:00", ClockState.RUNNING)


def test_a_missed_day_counts_as_missed_in_the_share_kept(
    ticket: Ticket, letter: CommitmentVersion, classify: Do, send: Do, watch: Do
) -> None:
    classify(local("11-24 12:30"))
    send("progress_update", local("11-24 17:00"))
    watch(local("11-26 10:00"))
    tickets = Ticket.objects.filter(pk=ticket.pk)
    assert isinstance(tickets, TicketQuerySet)
    mine = fell_due(local("11-24 00:00"), local("12-24 00:00"), local("11-26 10:00"))
    mine &= Q(promise__metric="progress_update")
    counts = count(tickets, {name: mine & outcome for name, outcome in OUTCOMES.items()})
    assert {str(name): number for name, number in counts.items() if number} == {"kept": 1, "missed": 1}


def test_the_customers_letter_is_bound(ticket: Ticket, letter: CommitmentVersion, now: datetime) -> None:
    assert (ticket.binding.version, ticket.received_at) == (letter, now)
