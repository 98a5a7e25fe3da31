"""What became of every promise does not depend on when a sweep came by (semantics, section 4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla.models import Breach, Clock, Firing
from sla.services.book import open_books
from sla.services.firing import next_moment
from sla.services.journal import LiveJournal
from sla.services.sweep import sweep
from tests.sla.histories import AnyHistory, World
from tests.sla.test_any_history import LONG
from tests.sla.test_any_history import world as world  # noqa: PLC0414  # a fixture
from tickets.choices import Complexity, Impact, Nature
from tickets.models import Ticket

Step: TypeAlias = tuple[timedelta, str, dict[str, Any]]
NO_LAG = timedelta()
GAPS = st.one_of(st.integers(1, 8 * 3600), st.integers(3600, 4 * 86400)).map(lambda s: timedelta(seconds=s))
MAY_HAPPEN = st.one_of(
    st.builds(
        lambda **facts: ("speak", facts | {"which": 0, "by": 1, "lag": NO_LAG, "reached": True}),
        two_way=st.booleans(),
        confirmed=st.booleans(),
        inward=st.booleans(),
    ),
    st.builds(
        lambda kind, days: (
            "write",
            {"which": 0, "by": 1, "kind": kind, "ahead": timedelta(days=days)},
        ),
        kind=st.sampled_from(["reply", "progress", "fix", "plan", "solution", "question"]),
        days=st.integers(1, 6),
    ),
    st.just(("customer_writes", {"which": 0})),
    st.builds(
        lambda days: ("appoint", {"which": 0, "by": 1, "ahead": timedelta(days=days)}), st.integers(1, 5)
    ),
    st.builds(
        lambda label: ("classify", {"which": 0, "by": 1, "complexity": label, "is_asked": True}),
        st.sampled_from(list(Complexity)),
    ),
    st.just(("diagnose", {"which": 0, "by": 1, "nature": Nature.WEAR})),
    st.just(("resolve", {"which": 0, "by": 1})),
    st.builds(
        lambda how: ("end_or_reopen", {"which": 0, "how": how}),
        st.sampled_from(["confirm", "not_solved", "reopen"]),
    ),
)
HISTORIES = st.lists(st.tuples(GAPS, MAY_HAPPEN), min_size=1, max_size=10)


def play(history: Iterable[tuple[timedelta, tuple[str, dict[str, Any]]]], letter: str, *, eager: bool) -> Any:
    """What became of one request; `eager` sweeps at every instant at which anything is due."""
    machine = AnyHistory()
    try:
        machine.register(letter, Impact.DEGRADED, NO_LAG)
        for gap, (name, facts) in history:
            until = machine.now + gap
            if eager:
                sweep_until(machine, until)
            machine.now = until
            getattr(machine, name)(**facts)
            while any(m.accepted is None for m in machine.messages):
                machine.accept(which=0, lag=NO_LAG)
        machine.now += timedelta(days=2)
        if eager:
            sweep_until(machine, machine.now)
        sweep(now=machine.now)
        machine.clocks_are_what_the_log_says()
        return what_became()
    finally:
        machine.teardown()


def sweep_until(machine: AnyHistory, until: Any) -> None:
    while True:
        (book,) = open_books(Ticket.objects.filter(pk__in=machine.ids), LiveJournal([]))
        coming = next_moment(book)
        if coming is None or coming[0].acts_at > until:
            return
        sweep(now=coming[0].at + timedelta(seconds=1))


def what_became() -> tuple[list[Any], ...]:
    return (
        list(
            Clock.objects.order_by("promise__position", "cycle").values_list(
                "promise__clause", "cycle", "state", "started_at", "due_at", "stopped_at", "end_cause"
            )
        ),
        list(
            Breach.objects.order_by("clock__promise__position", "clock__cycle").values_list(
                "clock__promise__clause", "due_at", "limit_at", "late_seconds", "responsible", "grade"
            )
        ),
        list(
            Firing.objects.order_by("clock__promise__position", "clock__cycle", "at", "level").values_list(
                "clock__promise__clause", "kind", "level", "at"
            )
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("letter", ["A", "D"])
def test_a_sweep_every_second_and_none_for_weeks_end_alike(world: World, letter: str) -> None:
    AnyHistory.world = world

    @settings(
        max_examples=LONG or 10,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
    )
    @given(HISTORIES)
    def alike(history: list[tuple[timedelta, tuple[str, dict[str, Any]]]]) -> None:
        assert play(history, letter, eager=True) == play(history, letter, eager=False)

    alike()
