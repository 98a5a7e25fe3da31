"""A department's task has a clock of its own by the house rules; the customer hears nothing of it (A3.4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Branch, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from notifications.models import Message, StaffAlert
from sla.models import Breach, Clock, CommitmentVersion
from sla.refusals import NotForThisLetter
from sla.selectors.commitments import house_rules, in_force
from sla.selectors.explain import explain
from sla.selectors.promises import promises_of, task_promises
from sla.services.draft_promises import PromiseFacts, set_promise
from sla.services.letters import bring_house_rules, draft_letter, install_letter
from sla.services.signing import sign_version
from sla.services.sweep import sweep
from sla.services.verification import verify_tickets
from tests.sla.conftest import SYSTEM
from tests.sla.world import open_office
from tickets.choices import Channel, Department, Impact, Kind
from tickets.dispatch import Wanted, choose_owner
from tickets.entries import Entry
from tickets.models import DepartmentTask, Ticket
from tickets.promises import Metric
from tickets.services import tasks
from tickets.services.conversation import ask_customer
from tickets.services.registration import ServiceRequest, register_ticket

# Wednesday, 10:00 in Shanghai
NOON = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.fixture
def house(lead: User, head: User, branch_manager: User, manager: User) -> None:
    before = NOON - timedelta(days=3)
    open_office(before)
    install_letter("A", actor=SYSTEM, now=before)
    install_letter("HOUSE", actor=SYSTEM, now=before)


@pytest.fixture
def technician(branch: Branch) -> User:
    return User.objects.create_user(
        "tech@desk.example", None, name="Tech", branch=branch, department=Department.TECHNICAL
    )


@pytest.fixture
def ticket(house: None, agent: User) -> Ticket:
    request = ServiceRequest(
        channel=Channel.PHONE,
        customer=CustomerFacts(name="Wang Min", email="min.wang@riverside.example"),
        problem="It stops.",
        kind=Kind.REPAIR,
        impact=Impact.QUESTION,
        product="Press",
    )
    return register_ticket(actor=Actor.user(agent), request=request, now=NOON)


@pytest.fixture
def task(ticket: Ticket, agent: User, technician: User) -> DepartmentTask:
    return ask(ticket, agent, technician)


def ask(ticket: Ticket, agent: User, technician: User, due: float = 4) -> DepartmentTask:
    wish = tasks.TaskWish(Department.TECHNICAL, technician.pk, "Test the valve", "It leaks.", at(due))
    return tasks.ask_department(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=NOON)


def clocks(task: DepartmentTask) -> list[Clock]:
    return list(Clock.objects.filter(ticket=task.ticket, task_number=task.number).order_by("cycle"))


def prove(task: DepartmentTask, swept_at: datetime | None = None) -> None:
    ticket = Ticket.objects.get(pk=task.ticket_id)
    assert [difference.what for difference in verify_tickets([ticket], swept_at=swept_at)] == []


def test_it_runs_from_being_asked_to_the_time_that_was_set(task: DepartmentTask) -> None:
    (clock,) = clocks(task)
    assert (clock.state, clock.started_at, clock.due_at) == ("running", NOON, at(4))
    assert [step.at for step in explain(clock.pk, now=NOON)][-1] == at(4)
    assert task_promises([task], now=NOON)[task.pk].tone == "running"
    prove(task)


def test_done_in_time_keeps_it(task: DepartmentTask, technician: User) -> None:
    who: dict[str, Any] = {
        "actor": Actor.user(technician),
        "ticket_id": task.ticket_id,
        "number": task.number,
    }
    tasks.accept_task(**who, now=at(1))
    tasks.finish_task(**who, result="Valve replaced.", now=at(4))
    (clock,) = clocks(task)
    assert (clock.state, clock.stopped_at, clock.stop_fact) == ("met", at(4), "task_done")
    prove(task)


def test_a_return_ends_the_cycle_and_asking_again_begins_one(
    task: DepartmentTask, agent: User, technician: User
) -> None:
    which: dict[str, Any] = {"ticket_id": task.ticket_id, "number": task.number}
    tasks.return_task(actor=Actor.user(technician), **which, reason="Which valve?", now=at(1))
    tasks.ask_again(actor=Actor.user(agent), **which, note="The left one.", due_at=at(6), now=at(2))
    first, second = clocks(task)
    assert (first.state, first.end_cause, first.fires_at) == ("cancelled", "task_returned", None)
    assert (second.cycle, second.state, second.due_at) == (2, "running", at(6))
    prove(task)


def test_its_owner_is_warned_and_those_who_wait_are_told_at_due(
    task: DepartmentTask, agent: User, technician: User, head: User, branch_manager: User, manager: User
) -> None:
    for hours in (2, 3, 4.1):
        sweep(now=at(hours))
    warned = task.ticket.log.filter(entry=Entry.PROMISE_WARNED, payload__task=task.number)
    assert [entry.payload["told"] for entry in warned] == [[technician.pk]] * 2
    missed = task.ticket.log.get(entry=Entry.PROMISE_MISSED, payload__task=task.number)
    assert missed.payload["told"] == [technician.pk, head.pk, agent.pk]
    sweep(now=at(24 * 5))
    kinds = task.ticket.log.filter(payload__task=task.number)
    assert kinds.get(entry=Entry.ESCALATED).payload["told"] == [branch_manager.pk]
    assert kinds.get(entry=Entry.LIMIT_PASSED).payload["told"] == [manager.pk]
    prove(task, at(24 * 5))


def test_a_miss_is_in_the_ledger_with_its_owner_and_no_word_of_it_reaches_the_customer(
    task: DepartmentTask, technician: User
) -> None:
    before = Message.objects.filter(audience="customer").count()
    sweep(now=at(4.1))
    breach = Breach.objects.get(clock=clocks(task)[0])
    assert (breach.responsible, breach.grade) == (technician, "minor")
    assert (
        not task.ticket.log.filter(payload__has_key="task", is_public=True)
        .exclude(entry=Entry.TASK_ASKED)
        .exists()
    )
    about_others = task.ticket.log.filter(entry=Entry.PROMISE_MISSED, is_public=True).count()
    late = Message.objects.filter(audience="customer", kind="promise_missed").count()
    assert late <= about_others
    assert Message.objects.filter(audience="customer").count() == before + late
    views = promises_of([task.ticket], now=at(5))[task.ticket_id]
    assert {view.metric for view in views} == {"contact", "initial_fix"}
    prove(task, at(4.1))


def test_past_its_limit_nobody_has_to_assess_a_customers_loss(task: DepartmentTask) -> None:
    sweep(now=at(24 * 5))
    breach = Breach.objects.get(clock=clocks(task)[0])
    assert (breach.grade, breach.limit_passed_at is not None) == ("minor", True)


def test_the_owner_of_that_moment_is_responsible(
    task: DepartmentTask, technician: User, agent: User, lead: User
) -> None:
    sweep(now=at(1))
    tasks.reassign_task(
        actor=Actor.user(technician),
        ticket_id=task.ticket_id,
        number=task.number,
        owner_id=lead.pk,
        note="Your turn.",
        now=at(5),
    )
    sweep(now=at(6))
    assert Breach.objects.get(clock=clocks(task)[0]).responsible == technician
    prove(task)


def test_a_wait_for_the_customer_does_not_pause_it_and_the_ticket_shows_its_own_deadlines(
    task: DepartmentTask, agent: User, technician: User
) -> None:
    ask(task.ticket, agent, technician, due=0.5)
    shown = Ticket.objects.get(pk=task.ticket_id)
    assert shown.next_due_metric == "contact"
    ask_customer(actor=Actor.user(agent), ticket_id=task.ticket_id, text="Which model?", now=at(1))
    assert clocks(task)[0].due_at == at(4)
    prove(task)


def test_without_house_rules_a_task_has_a_due_and_no_clock(
    ticket: Ticket, agent: User, technician: User
) -> None:
    CommitmentVersion.objects.filter(is_internal=True).update(state="superseded", ended_at=NOON)
    task = ask(ticket, agent, technician)
    assert clocks(task) == []
    assert StaffAlert.objects.filter(user=technician, ticket=ticket).exists()
    prove(task)


def test_house_rules_bind_no_customer(house: None) -> None:
    version = in_force(NOON)
    assert version is not None
    assert version.commitment.code == "A"


def test_the_first_letter_brings_the_house_rules_once(manager: User) -> None:
    by: dict[str, Any] = {"actor": Actor.user(manager), "now": NOON}
    install_letter("A", **by)
    assert [bring_house_rules(**by), bring_house_rules(**by)] == [True, False]
    assert house_rules(branch_id=0, at=NOON) is not None


def test_a_customers_letter_promises_no_task_and_the_house_rules_nothing_else(manager: User) -> None:
    by: dict[str, Any] = {"actor": Actor.user(manager), "now": NOON}
    for code, metric in (("A", Metric.DEPARTMENT_TASK), ("HOUSE", Metric.CONTACT)):
        draft = draft_letter(code, **by)
        facts = PromiseFacts(clause="X1", metric=metric, agreed=60, limit=60)
        set_promise(actor=by["actor"], version_id=draft.pk, facts=facts)
        with pytest.raises(NotForThisLetter):
            sign_version(version_id=draft.pk, **by)


def test_whoever_works_for_another_department_is_given_tasks_and_no_requests(
    house: None, branch: Branch, agent: User, technician: User
) -> None:
    choice = choose_owner(branch, Wanted("repair", "", "en"), now=NOON)
    assert [verdict.candidate.pk for verdict in choice.verdicts] == [agent.pk]
