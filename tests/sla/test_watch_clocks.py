"""A sweep fires what is due, once, with all that follows from it (semantics, sections 4 and 6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.actors import Actor
from sla.models import Breach, Clock, CommitmentVersion, Firing, Grade, SweepTrouble
from sla.rungs import Kind
from sla.selectors.sweeps import last_sweep_at, troubles
from sla.services import firing
from sla.services.letters import install_letter
from sla.services.sweep import sweep, sweep_batch
from sla.tasks import sweep_clocks
from tests.sla.conftest import SYSTEM, FindClock
from tickets.choices import Impact
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.registration import ServiceRequest, register_ticket

Later = Callable[..., datetime]
Do = Callable[..., Any]
Said = Callable[..., list[LogEntry]]


def test_each_rung_tells_those_it_names_at_its_instant(
    ticket: Ticket, ladder: dict[str, User], watch: Do, said: Said, later: Later
) -> None:
    """Section 5, urgent; A2.1 allows 2 hours."""
    expected = [
        (59, 60, Entry.PROMISE_WARNED, ["owner"]),
        (89, 90, Entry.PROMISE_WARNED, ["owner", "lead"]),
        (119, 121, Entry.PROMISE_MISSED, ["lead", "department_head"]),
        (134, 135, Entry.ESCALATED, ["branch_manager"]),
        (239, 241, Entry.LIMIT_PASSED, ["management"]),
    ]
    for before, after, entry, roles in expected:
        assert watch(later(minutes=before)) == 0
        assert watch(later(minutes=after)) == 1
        last = said(entry)[-1]
        assert last.payload["told"] == [ladder[role].pk for role in roles]
    assert Clock.objects.get(ticket=ticket, promise__metric="contact").fires_at is None


def test_due_passed_is_a_minor_breach_with_all_its_facts(
    ticket: Ticket, agent: User, clock: FindClock, watch: Do, said: Said, later: Later
) -> None:
    """B4.1"""
    watch(later(hours=2, seconds=3))
    breach = Breach.objects.get(ticket=ticket)
    assert (breach.grade, breach.due_at, breach.noticed_at) == (
        Grade.MINOR,
        later(hours=2),
        later(hours=2, seconds=3),
    )
    assert (breach.responsible, breach.allowed_seconds, breach.late_seconds) == (agent, 7200, None)
    assert (breach.is_contested, breach.is_caused_by_change) == (False, False)
    (missed,) = said(Entry.PROMISE_MISSED)
    assert missed.payload["breach"] == breach.number == f"2026-{breach.clock_id:04d}"
    assert breach.evidence == [missed.number]
    assert (missed.happened_at, missed.recorded_at) == (later(hours=2), later(hours=2, seconds=3))
    assert clock("contact").state == "running"


def test_the_breach_names_who_was_responsible_when_it_fell_due(
    ticket: Ticket, agent: User, lead: User, watch: Do, later: Later
) -> None:
    """The watch was down; the ticket changed hands in between."""
    assign_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, owner_id=lead.pk, now=later(hours=3))
    watch(later(hours=30))
    by_due = Breach.objects.filter(ticket=ticket).order_by("due_at")
    assert [breach.responsible for breach in by_due] == [agent, lead]


def test_limit_passed_makes_an_assessment_due(ticket: Ticket, watch: Do, said: Said, later: Later) -> None:
    """B4.2"""
    watch(later(hours=2, seconds=3))
    watch(later(hours=4, seconds=1))
    breach = Breach.objects.get(ticket=ticket)
    assert (breach.grade, breach.limit_passed_at) == (Grade.ASSESSMENT_DUE, later(hours=4, seconds=1))
    assert breach.evidence == [said(Entry.PROMISE_MISSED)[0].number, said(Entry.LIMIT_PASSED)[0].number]


def test_sweeping_again_fires_nothing_twice(ticket: Ticket, watch: Do, later: Later) -> None:
    assert watch(later(hours=3)) == 4
    before = ticket.log.count()
    assert [watch(later(hours=3)), watch(later(hours=3, seconds=1))] == [0, 0]
    assert (Firing.objects.count(), Breach.objects.count(), ticket.log.count()) == (4, 1, before)


def test_the_database_refuses_the_same_firing_twice(ticket: Ticket, watch: Do, later: Later) -> None:
    watch(later(hours=3))
    first = Firing.objects.first()
    assert first is not None
    with pytest.raises(DatabaseError, match="firing_once"), transaction.atomic():
        Firing.objects.create(
            clock=first.clock, kind=first.kind, level=first.level, at=first.at, noticed_at=first.noticed_at
        )


def test_firings_and_breaches_cannot_be_removed(ticket: Ticket, watch: Do, later: Later) -> None:
    """Facts stay."""
    watch(later(hours=3))
    for rows in (Firing.objects.all(), Breach.objects.all()):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Firing.objects.update(noticed_at=later(hours=9))
    assert (Firing.objects.count(), Breach.objects.count()) == (4, 1)


def test_after_downtime_everything_fires_in_order_with_both_instants(
    ticket: Ticket, ladder: dict[str, User], watch: Do, later: Later
) -> None:
    """Section 4. `ladder`: everybody is there to be told."""
    assert set(ladder)
    back = later(days=3, seconds=7)
    assert watch(back) == 10
    fired = list(Firing.objects.filter(clock__ticket=ticket).order_by("pk"))
    assert [firing.at for firing in fired] == sorted(firing.at for firing in fired)
    assert {firing.noticed_at for firing in fired} == {back}
    written = ticket.log.filter(actor_part="sla").exclude(entry=Entry.BOUND).order_by("number")
    assert [entry.happened_at for entry in written] == [firing.at for firing in fired]
    assert {entry.recorded_at for entry in written} == {back}


def test_within_a_ticket_the_clocks_fire_in_order_of_instant_not_one_after_the_other(
    letter: CommitmentVersion,
    ladder: dict[str, User],
    request_facts: ServiceRequest,
    watch: Do,
    now: datetime,
    later: Later,
) -> None:
    """Section 4. Here the limit of contact comes after the warnings of initial_fix."""
    assert (letter.state, len(ladder)) == ("signed", 5)
    install_letter("DEMO-STOPWATCH", actor=SYSTEM, now=now)
    facts = replace(request_facts, product="DEMO-STOPWATCH")
    quick = register_ticket(actor=SYSTEM, request=facts, now=now)
    assert watch(later(minutes=1)) == 10
    entries = quick.log.filter(actor_part="sla").exclude(entry=Entry.BOUND).order_by("number")
    order = [entry.happened_at for entry in entries]
    assert order == sorted(order)
    metrics = [entry.payload["metric"] for entry in entries]
    assert metrics != sorted(metrics)


def test_a_crash_before_the_end_leaves_nothing_of_a_firing(
    ticket: Ticket, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing: the log entry was written, then the process died."""
    before = ticket.log.count()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Firing.objects, "bulk_create", die)
        with pytest.raises(KeyboardInterrupt):
            sweep(now=later(hours=3))
    assert (ticket.log.count(), Breach.objects.count(), Firing.objects.count()) == (before, 0, 0)
    assert sweep(now=later(hours=3)) == 4


@pytest.mark.usefixtures("tampered")
def test_one_poisoned_ticket_is_reported_and_leaves_the_others_alone(
    ticket: Ticket,
    request_facts: ServiceRequest,
    now: datetime,
    later: Later,
    caplog: pytest.LogCaptureFixture,
) -> None:
    healthy = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    broken = Clock.objects.get(ticket=ticket, promise__metric="contact")
    with transaction.atomic():
        Firing.objects.create(clock=broken, kind="warning", level=1, at=now, noticed_at=now)
        Breach.objects.create(
            clock=broken,
            ticket=ticket,
            due_at=now,
            limit_at=now,
            noticed_at=now,
            responsible=ticket.owner,
            allowed_seconds=1,
        )
    Clock.objects.filter(pk=broken.pk).update(due_at=None, state="paused", left_seconds=1)
    assert sweep(now=later(hours=3)) == 4
    assert Breach.objects.filter(ticket=healthy).count() == 1
    (trouble,) = troubles()
    assert (trouble.ticket, trouble.attempts) == (ticket, 1)
    assert "could not be fired" in caplog.text


def test_trouble_is_tried_again_with_growing_gaps_and_forgotten_once_it_is_over(
    ticket: Ticket, watch: Do, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("broken rung")

    with monkeypatch.context() as patch:
        patch.setitem(firing.ANNOUNCE, Kind.DUE, fail)
        assert watch(later(hours=3)) == 0
        assert watch(later(hours=3)) == 0
        assert SweepTrouble.objects.get().attempts == 1
        watch(later(hours=3, seconds=2))
        trouble = SweepTrouble.objects.get()
        assert (trouble.attempts, trouble.retry_at) == (2, later(hours=3, seconds=4))
        assert "broken rung" in trouble.error
    assert watch(later(hours=3, seconds=3)) == 0
    assert watch(later(hours=3, seconds=5)) == 4
    assert (SweepTrouble.objects.count(), Firing.objects.filter(clock__ticket=ticket).count()) == (0, 4)


def test_tickets_are_taken_by_priority_then_by_instant(
    ticket: Ticket, request_facts: ServiceRequest, later: Later
) -> None:
    def register(impact: Impact, minutes: int) -> Ticket:
        return register_ticket(
            actor=SYSTEM, request=replace(request_facts, impact=impact), now=later(minutes=minutes)
        )

    normal, late = register(Impact.QUESTION, 1), register(Impact.STOPPED, 3)
    important, soon = register(Impact.DEGRADED, 4), register(Impact.STOPPED, 2)
    taken = []
    while sweep_batch(now=later(hours=5), batch=1)[0]:
        newest = LogEntry.objects.filter(actor_part="sla").latest("pk")
        taken.append(newest.ticket)
    assert taken == [ticket, soon, late, important, normal]


def test_small_batches_fire_just_as_much(ticket: Ticket, request_facts: ServiceRequest, later: Later) -> None:
    for minute in range(5):
        register_ticket(actor=SYSTEM, request=request_facts, now=later(minutes=minute))
    assert sweep(now=later(hours=3), batch=2) == 6 * 4
    assert Breach.objects.filter(clock__promise__metric="contact").count() == 6
    assert Breach.objects.filter(ticket=ticket).count() == 1


def test_a_sweep_with_nothing_due_is_a_handful_of_queries_however_much_is_open(
    ticket: Ticket, request_facts: ServiceRequest, watch: Do, now: datetime, later: Later
) -> None:
    watch(now)
    assert ticket.pk

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert watch(later(minutes=1)) == 0
        return sum(
            not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries
        )

    few = queries()
    for _ in range(10):
        register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert queries() == few == 4


@pytest.mark.django_db
def test_the_last_finished_sweep_is_remembered_and_never_goes_back(
    watch: Do, now: datetime, later: Later
) -> None:
    assert last_sweep_at() is None
    watch(later(seconds=9))
    watch(now)
    assert last_sweep_at() == now + timedelta(seconds=9)


def test_the_task_sweeps_until_nothing_is_left(
    ticket: Ticket, request_facts: ServiceRequest, later: Later, time_machine: Any
) -> None:
    register_ticket(actor=SYSTEM, request=request_facts, now=later(minutes=1))
    time_machine.move_to(later(hours=3), tick=False)
    assert sweep_clocks() == 8
    assert sweep_clocks() == 0
    assert last_sweep_at() == later(hours=3)
    assert Breach.objects.filter(ticket=ticket).count() == 1
