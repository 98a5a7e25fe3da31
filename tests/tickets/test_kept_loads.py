"""What the open tickets of a person weigh is kept as sums, whoever changes a ticket and however (D3.3)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.db.models import F, Sum

from accounts.models import Branch, Role, User
from core.actors import Actor
from tests.conftest import make_staff
from tests.races import together
from tickets.choices import State
from tickets.choosing import WEIGHTS
from tickets.models import LoadLine, Ticket
from tickets.models.load import EACH
from tickets.selectors.agents import agents_of, loads_of, weight_at
from tickets.services.loads import mend_loads
from tickets.services.registration import ServiceRequest, register_ticket

PORTAL = Actor.system("portal")


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    return [register_ticket(actor=PORTAL, request=request_facts, now=now) for _ in range(3)]


@pytest.fixture
def colleague(branch: Branch) -> User:
    return make_staff("second.agent", Role.AGENT, branch)


def kept() -> dict[int, int]:
    """The sum of each person's lines."""
    rows = LoadLine.objects.order_by().values("person").annotate(sum=Sum("points"))
    return {person: total for person, total in rows.values_list("person", "sum") if total}


def said(branch: Branch, now: datetime) -> dict[int, int]:
    """What dispatch says of each agent of the branch."""
    return loads_of([agent.id for agent in agents_of(branch, now)], now)


def weighed(now: datetime) -> dict[int, int]:
    """The tickets themselves, one by one."""
    rows = Ticket.objects.not_closed().order_by().annotate(of=F("owner")).values("of")
    return dict(rows.annotate(sum=Sum(weight_at(now))).values_list("of", "sum"))


@pytest.mark.django_db
def test_every_change_is_noted_whoever_makes_it(three: list[Ticket], agent: User, colleague: User) -> None:
    first, second, third = three
    assert kept() == {agent.pk: 3 * WEIGHTS["open"]}
    Ticket.objects.filter(pk=first.pk).update(is_paused=True)
    assert kept() == {agent.pk: 2 * WEIGHTS["open"] + WEIGHTS["waiting"]}
    Ticket.objects.filter(pk__in=[first.pk, second.pk]).update(owner=colleague)
    assert kept() == {
        agent.pk: WEIGHTS["open"],
        colleague.pk: WEIGHTS["open"] + WEIGHTS["waiting"],
    }
    Ticket.objects.filter(pk=second.pk).update(state=State.RESOLVED)
    assert kept()[colleague.pk] == 2 * WEIGHTS["waiting"]
    Ticket.objects.filter(pk=third.pk).update(state=State.CLOSED, closed_at=F("registered_at"))
    assert kept() == {colleague.pk: 2 * WEIGHTS["waiting"]}
    assert mend_loads() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"is_paused": True},
        {"state": State.RESOLVED},
        {"next_due_at": None, "next_risk_at": None},
        {"next_due_at": 1, "next_risk_at": None},
        {"next_due_at": 0, "next_risk_at": None},
        {"next_due_at": -1, "next_risk_at": None},
        {"next_due_at": 60, "next_risk_at": 0},
        {"next_due_at": 60, "next_risk_at": 1},
        {"next_due_at": None, "next_risk_at": -1},
        {"next_due_at": -1, "next_risk_at": -60},
        {"next_due_at": -1, "next_risk_at": -60, "is_paused": True},
        {"next_due_at": -1, "next_risk_at": -60, "state": State.RESOLVED},
    ],
)
def test_dispatch_says_what_the_tickets_weigh(
    change: dict[str, object],
    three: list[Ticket],
    branch: Branch,
    now: datetime,
    later: Callable[..., datetime],
) -> None:
    times = {name: later(minutes=at) for name, at in change.items() if type(at) is int}
    Ticket.objects.filter(pk=three[0].pk).update(**(change | times))
    assert said(branch, now) == weighed(now)


@pytest.mark.django_db
def test_lines_are_added_up_before_they_are_many(ticket: Ticket) -> None:
    for turn in range(3 * EACH):
        Ticket.objects.filter(pk=ticket.pk).update(is_paused=turn % 2 == 0)
        assert LoadLine.objects.count() <= EACH + 1
    assert kept() == {ticket.owner_id: WEIGHTS["open"]}


@pytest.mark.django_db
def test_what_was_changed_behind_the_databases_back_is_mended(ticket: Ticket, agent: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE tickets_ticket SET is_paused = true")
        cursor.execute("SET session_replication_role = origin")
    assert mend_loads() == {agent.pk: WEIGHTS["waiting"] - WEIGHTS["open"]}
    assert kept() == {agent.pk: WEIGHTS["waiting"]}
    assert mend_loads() == {}


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_many_who_change_tickets_side_by_side_lose_nothing(
    request_facts: ServiceRequest, agent: User, colleague: User, now: datetime
) -> None:
    def much() -> None:
        for _ in range(EACH // 4):
            ticket = register_ticket(actor=PORTAL, request=request_facts, now=now)
            Ticket.objects.filter(pk=ticket.pk).update(owner=colleague, is_paused=ticket.pk % 2 == 0)

    assert together([much] * 8) == ["done"] * 8
    assert kept() == weighed(now)
    assert mend_loads() == {}
    assert LoadLine.objects.count() <= 3 * EACH
