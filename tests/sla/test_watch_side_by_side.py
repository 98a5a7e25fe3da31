"""Any number of sweeps may run at the same time, on connections of their own (semantics, section 4)."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from sla.models import Breach, Clock, ClockState, CommitmentVersion, Firing
from sla.services.sweep import sweep, sweep_batch
from tests.sla.conftest import SYSTEM, FindClock
from tickets.locks import lock_ticket
from tickets.models import LogEntry, Ticket
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

Later = Callable[..., datetime]
TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


@contextmanager
def threads(count: int) -> Iterator[Callable[..., "Future[Any]"]]:
    """Run functions on connections of their own, which are closed afterwards."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        yield lambda work: pool.submit(run, work)


@pytest.fixture
def many(
    letter: CommitmentVersion,  # in force
    ladder: dict[str, User],  # there to be told
    request_facts: ServiceRequest,
    now: datetime,
) -> list[Ticket]:
    return [register_ticket(actor=SYSTEM, request=request_facts, now=now) for _ in range(12)]


def test_sweeps_at_the_same_time_fire_everything_exactly_once(many: list[Ticket], later: Later) -> None:
    at, start = later(hours=3), Barrier(3)

    def work() -> int:
        start.wait(TIMEOUT)
        return sweep(now=at, batch=2)

    with threads(3) as run:
        fired = [future.result(TIMEOUT) for future in [run(work) for _ in range(3)]]
    assert sum(fired) == len(many) * 4
    assert set(Counter(Firing.objects.values_list("clock", "kind", "level")).values()) == {1}
    assert Breach.objects.count() == len(many)
    numbers = LogEntry.objects.filter(ticket=many[0]).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_two_sweeps_claim_different_tickets(many: list[Ticket], later: Later) -> None:
    """The second claims while the first still holds its batch."""
    at = later(hours=3)
    with threads(1) as run, transaction.atomic():
        first, _fired = sweep_batch(now=at, batch=5)
        second, _fired = run(lambda: sweep_batch(now=at, batch=100)).result(TIMEOUT)
    assert (first, second) == (5, len(many) - 5)
    assert Firing.objects.count() == len(many) * 4


def test_a_ticket_that_somebody_works_on_is_skipped_and_fired_afterwards(
    many: list[Ticket], later: Later
) -> None:
    at, busy = later(hours=3), many[0]
    with threads(1) as run, transaction.atomic():
        lock_ticket(busy.pk)
        fired = run(lambda: sweep(now=at)).result(TIMEOUT)
    assert fired == (len(many) - 1) * 4
    assert not Firing.objects.filter(clock__ticket=busy).exists()
    assert sweep(now=at) == 4


def test_a_contact_being_logged_while_a_sweep_comes_by_is_not_overtaken(
    many: list[Ticket], contact: Callable[..., Ticket], ticket: Ticket, clock: FindClock, later: Later
) -> None:
    """The step has the lock, so the sweep passes by; afterwards there is nothing to fire for this clock."""
    assert ticket not in many
    with threads(1) as run, transaction.atomic():
        contact(later(hours=2))
        run(lambda: sweep(now=later(hours=2, seconds=1))).result(TIMEOUT)
    sweep(now=later(hours=2, seconds=2))
    assert clock("contact").state == ClockState.MET
    assert not Breach.objects.filter(ticket=ticket).exists()


def test_what_another_sweep_fired_between_query_and_lock_is_not_fired_again(
    many: list[Ticket], later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim may be stale; the clocks are read after the lock. Here the rival commits in between."""
    at = later(hours=3)
    claim: Callable[[datetime, int], list[int]] = sweep.__globals__["_claim"]

    def claim_after_a_rival(now: datetime, batch: int) -> list[int]:
        stale = list(Ticket.objects.filter(pk__in=[ticket.pk for ticket in many]))
        if Firing.objects.exists():
            return claim(now, batch)
        with threads(1) as run:
            run(lambda: rival(now=at)).result(TIMEOUT)
        return [lock_ticket(ticket.pk).pk for ticket in stale]

    def rival(now: datetime) -> int:
        with monkeypatch.context() as patch:
            patch.setattr("sla.services.sweep._claim", claim)
            return sweep(now=now)

    monkeypatch.setattr("sla.services.sweep._claim", claim_after_a_rival)
    sweep(now=at)
    assert Firing.objects.count() == len(many) * 4
    assert not Clock.objects.filter(fires_at__lte=at).exists()
