"""Whatever happens, in whatever order: clocks and ledger are what the log says (semantics, section 7).

`ANY_HISTORY=500` plays so many histories, longer ones, where the suite plays a few.
"""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import Branch, User
from sla.models import BranchCalendar, Calendar, CalendarVersion
from sla.services.letters import install_letter
from tests.sla.histories import FIRST, AnyHistory, World
from tests.sla.world import SYSTEM, open_office, revise, with_acts

LONG = int(os.environ.get("ANY_HISTORY", "0"))
PHASES = (Phase.generate, *([Phase.shrink] if os.environ.get("ANY_HISTORY_SHRINK") else []))


@pytest.fixture
def world(
    agent: User,
    lead: User,
    head: User,
    branch_manager: User,
    manager: User,
    branch: Branch,
    other_branch: Branch,
) -> World:
    """Letter A for product A, letter D for product D, both with ladders that also do something."""
    before = FIRST - timedelta(days=3)
    calendar = open_office(before)
    letters = {code: install_letter(code, actor=SYSTEM, product=code, now=before) for code in ("A", "D")}
    install_letter("HOUSE", actor=SYSTEM, now=before)
    acting = {
        code: revise(version, with_acts, now=before + timedelta(days=1)) for code, version in letters.items()
    }
    assert other_branch.lead
    far = Calendar.objects.create(code="far", name="South", created_at=before)
    CalendarVersion.objects.create(
        calendar=far, number=1, zone="Europe/Madrid", weekly=[[["08:00", "20:00"]]] * 6 + [[]], made_at=before
    )
    BranchCalendar.objects.create(branch=other_branch, calendar=far)
    people = [agent, lead, manager]
    for person in people:
        person.also_serves = [other_branch.pk]
        person.save()
    return World(people, acting, calendar, (branch.pk, other_branch.pk))


@pytest.mark.django_db
def test_clocks_and_ledger_are_what_the_log_says(world: World) -> None:
    AnyHistory.world = world
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=LONG or 25,
            stateful_step_count=60 if LONG else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
            database=None,
        ),
    )
