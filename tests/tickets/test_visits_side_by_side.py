"""Two at one visit at the same time, on connections of their own: it is done once (B3.3)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from accounts.models import Leave, User
from core.actors import Actor
from tests.races import together
from tickets.choices import SignOff, VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket, Visit, VisitSubmission
from tickets.services.sign_off import Signed
from tickets.services.visit_sent import Sent
from tickets.services.visit_work import VisitReport, accept_visit, arrive, leave_visit
from tickets.services.visits import VisitWish, plan_visit
from tickets.services.visits_handed_on import hand_on_visits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

DONE: dict[str, Any] = {
    "report": VisitReport("Worn", "Replaced"),
    "signed": Signed(SignOff.ABSENT, reason="Nobody was there."),
}


@pytest.fixture
def visit(ticket: Ticket, agent: User, now: datetime, later: Callable[..., datetime]) -> Visit:
    begins, ends = later(hours=20), later(hours=22)
    wish = VisitWish(VisitMode.ON_SITE, agent.pk, "1 Jinji Road", begins, ends, "Fine with me.")
    return plan_visit(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=now)


@pytest.fixture
def go(visit: Visit, agent: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(agent), "ticket_id": visit.ticket_id, "number": visit.number, "now": now}


def test_of_two_who_accept_it_at_once_one_does(go: dict[str, Any], lead: User) -> None:
    acts = [partial(accept_visit, **go | {"actor": actor}) for actor in (go["actor"], Actor.user(lead))]
    assert together(acts) == ["done", "visit_elsewhere"]
    assert LogEntry.objects.filter(entry=Entry.VISIT_ACCEPTED).count() == 1


def test_of_two_who_leave_at_once_one_report_counts(go: dict[str, Any], visit: Visit) -> None:
    accept_visit(**go)
    arrive(**go)
    acts = [partial(leave_visit, **go, **DONE, sent=Sent(key)) for key in ("one", "two")]
    assert together(acts) == ["done", "visit_elsewhere"]
    assert LogEntry.objects.filter(entry=Entry.VISIT_REPORTED).count() == 1
    assert VisitSubmission.objects.filter(visit=visit).count() == 1


def test_one_form_sent_twice_at_once_is_done_once_and_both_are_answered(
    go: dict[str, Any], visit: Visit
) -> None:
    accept_visit(**go)
    arrive(**go)
    assert together([partial(leave_visit, **go, **DONE, sent=Sent("one"))] * 2) == ["done", "done"]
    assert LogEntry.objects.filter(entry=Entry.VISIT_DONE).count() == 1
    assert Visit.objects.get(pk=visit.pk).state == VisitState.DONE


def test_of_two_looks_at_once_one_hands_the_visit_on(
    visit: Visit, agent: User, colleague: User, now: datetime
) -> None:
    day = visit.window_from.date() if visit.window_from else now.date()
    Leave.objects.create(
        person=agent, from_on=day, until_on=day, deputy=colleague, planned_by=agent, planned_at=now
    )
    assert together([lambda: hand_on_visits(now=now)] * 3) == ["done"] * 3
    assert Visit.objects.get(pk=visit.pk).engineer == colleague
    assert LogEntry.objects.filter(entry=Entry.VISIT_HANDED_ON).count() == 1
