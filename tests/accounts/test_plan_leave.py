"""Leave is planned by oneself or by a lead, for days that are not over and not taken (D3.3)."""

from datetime import date, datetime

import pytest

from accounts.models import Leave, User
from accounts.selectors.leave import running_leaves
from accounts.services.leave import (
    DeputyCannotStandIn,
    LeaveEndsBeforeItBegins,
    LeaveIsOver,
    LeaveOverlaps,
    NoSuchLeave,
    end_leave,
    plan_leave,
)
from core.actors import Actor
from core.errors import NotAllowed

TODAY, TOMORROW, LATER = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30)


def plan(by: User, person: User, now: datetime, **facts: object) -> Leave:
    values: dict[str, object] = {"from_on": TODAY, "until_on": TOMORROW} | facts
    return plan_leave(actor=Actor.user(by), person_id=person.pk, now=now, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("planner", ["agent", "lead", "manager"])
def test_he_himself_or_a_lead_plans_it(
    planner: str, agent: User, colleague: User, now: datetime, request: pytest.FixtureRequest
) -> None:
    leave = plan(request.getfixturevalue(planner), agent, now, deputy_id=colleague.pk)
    assert (leave.person, leave.deputy) == (agent, colleague)
    assert running_leaves(now) == [leave]


@pytest.mark.parametrize("planner", ["colleague", "other_agent"])
def test_others_may_not(planner: str, agent: User, now: datetime, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        plan(request.getfixturevalue(planner), agent, now)
    assert not Leave.objects.exists()


def test_a_lead_of_another_branch_may_not(agent: User, other_agent: User, now: datetime) -> None:
    assert other_agent.branch is not None
    lead = other_agent.branch.lead
    assert lead is not None
    with pytest.raises(NotAllowed):
        plan(lead, agent, now)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"from_on": LATER}, LeaveEndsBeforeItBegins),
        ({"from_on": date(2026, 11, 2), "until_on": date(2026, 11, 23)}, LeaveIsOver),
        ({"until_on": LATER}, LeaveOverlaps),
        ({"deputy_id": 999_999}, DeputyCannotStandIn),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    facts: dict[str, object], error: type[Exception], agent: User, now: datetime
) -> None:
    if error is LeaveOverlaps:
        plan(agent, agent, now)
    before = Leave.objects.count()
    with pytest.raises(error) as refused:
        plan(agent, agent, now, **facts)
    assert set(refused.value.fields) <= {"from_on", "until_on", "deputy"}  # type: ignore[attr-defined]
    assert Leave.objects.count() == before


def test_nobody_of_another_branch_stands_in(agent: User, other_agent: User, now: datetime) -> None:
    for deputy in (other_agent, agent):
        with pytest.raises(DeputyCannotStandIn):
            plan(agent, agent, now, deputy_id=deputy.pk)


def test_it_runs_on_the_clock_of_the_branch(agent: User, other_agent: User, now: datetime) -> None:
    """At 17:00 UTC it is Wednesday in Shanghai and still Tuesday in Madrid."""
    evening = now.replace(hour=17)
    here = plan(agent, agent, now, from_on=TOMORROW)
    there = plan(other_agent, other_agent, now, from_on=TOMORROW)
    assert running_leaves(evening) == [here]
    assert there.from_on == TOMORROW


def test_ending_a_running_one_keeps_the_days_that_were(agent: User, now: datetime) -> None:
    leave = plan(agent, agent, now, from_on=date(2026, 11, 23), until_on=LATER)
    end_leave(actor=Actor.user(agent), person_id=agent.pk, leave_id=leave.pk, now=now)
    leave.refresh_from_db()
    assert leave.until_on == date(2026, 11, 23)
    assert running_leaves(now) == []
    with pytest.raises(NoSuchLeave):
        end_leave(actor=Actor.user(agent), person_id=agent.pk, leave_id=leave.pk, now=now)


def test_one_that_has_not_begun_is_gone(agent: User, now: datetime) -> None:
    leave = plan(agent, agent, now, from_on=TOMORROW)
    end_leave(actor=Actor.user(agent), person_id=agent.pk, leave_id=leave.pk, now=now)
    assert not Leave.objects.exists()
