"""A visit does not stay with somebody who will not be there (A2.3, B3.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Leave, Role, User
from core.actors import Actor
from notifications.kinds import MessageState
from notifications.mail.compose import compose
from notifications.models import Message, StaffAlert
from notifications.selectors import call_duties, visits_to_tell
from tests.conftest import make_staff
from tests.tickets.conftest import CALL, codes, count, last
from tickets.choices import VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import Ticket, Visit
from tickets.selectors.timeline import timeline
from tickets.selectors.visits import with_words
from tickets.services import visits_handed_on
from tickets.services.contacts import log_contact
from tickets.services.handing_over import hand_over_tickets
from tickets.services.standing_in import take_over
from tickets.services.visit_work import accept_visit, arrive, set_out
from tickets.services.visits import VisitWish, change_visit, plan_visit
from tickets.services.visits_handed_on import hand_on_visits
from tickets.wording import sentence

Later = Callable[..., datetime]
TOMORROW = date(2026, 11, 25)


@pytest.fixture
def wish(colleague: User, later: Later) -> VisitWish:
    window = later(hours=22), later(hours=24)
    return VisitWish(VisitMode.ON_SITE, colleague.pk, "1 Jinji Road", *window, "Fine.", note="Ring twice.")


@pytest.fixture
def visit(act: dict[str, Any], wish: VisitWish) -> Visit:
    """The colleague's, tomorrow; the agent owns the request."""
    return plan_visit(**act, wish=wish)


@pytest.fixture
def second(branch: Branch) -> User:
    return make_staff("second", Role.AGENT, branch, name="Hu Bo")


def away(person: User, on: date = TOMORROW, deputy: User | None = None) -> Leave:
    planned_at = datetime.fromisoformat("2026-11-20T00:00:00Z")
    return Leave.objects.create(
        person=person, from_on=on, until_on=on, deputy=deputy, planned_by=person, planned_at=planned_at
    )


def left(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def fresh(visit: Visit) -> Visit:
    return Visit.objects.select_related("engineer").get(pk=visit.pk)


def test_the_deputy_of_who_is_away_then_goes_and_accepts_it_anew(
    visit: Visit, colleague: User, second: User, ticket: Ticket, now: datetime
) -> None:
    accept_visit(actor=Actor.user(colleague), ticket_id=ticket.pk, number=visit.number, now=now)
    away(colleague, deputy=second)
    assert hand_on_visits(now=now) == 1
    moved = fresh(visit)
    assert (moved.engineer, moved.state, moved.accepted_at) == (second, VisitState.PLANNED, None)
    entry = last(ticket)
    assert (entry.entry, entry.payload["was"], entry.payload["rule"]) == (
        Entry.VISIT_HANDED_ON,
        colleague.pk,
        "deputy",
    )
    assert StaffAlert.objects.filter(user=second, kind="visit_changed").exists()
    (line,) = with_words([moved])
    assert (line.where, line.note) == ("1 Jinji Road", "Ring twice.")
    assert hand_on_visits(now=now) == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_customer_is_mailed_and_reads_who_comes_now(
    visit: Visit, colleague: User, second: User, ticket: Ticket, now: datetime, language: str
) -> None:
    ticket.customer.language = language
    ticket.customer.save()
    away(colleague, deputy=second)
    hand_on_visits(now=now)
    told = Message.objects.filter(kind="engineer_changed", customer=ticket.customer).latest("pk")
    body = str(compose(told, now=now).body)
    assert second.name in body
    assert colleague.name not in body
    shown = timeline(ticket, audience="customer")[-1]
    assert second.name in sentence(shown, audience="customer")
    assert colleague.name not in sentence(shown, audience="customer")


def without_mail(ticket: Ticket) -> None:
    ticket.customer.email = ""
    ticket.customer.save()


def test_who_has_no_mail_is_to_be_called_by_the_owner_and_then_knows(
    visit: Visit, colleague: User, second: User, agent: User, ticket: Ticket, now: datetime, later: Later
) -> None:
    without_mail(ticket)
    away(colleague, deputy=second)
    hand_on_visits(now=now)
    (duty,) = call_duties(agent)
    assert (duty.kind, duty.state) == ("engineer_changed", MessageState.CALL_DUE)
    assert StaffAlert.objects.filter(user=agent, kind="call_due").exists()
    assert visits_to_tell(ticket.messages.all()) == {visit.number}
    by_agent: dict[str, Any] = {"actor": Actor.user(agent), "ticket_id": ticket.pk}
    log_contact(**by_agent, contact=replace(CALL, reached=False, two_way=False), now=later(minutes=1))
    assert visits_to_tell(ticket.messages.all()) == {visit.number}
    log_contact(**by_agent, contact=CALL, now=later(minutes=2))
    assert visits_to_tell(ticket.messages.all()) == frozenset()
    assert list(call_duties(agent)) == []


def test_who_took_the_request_over_as_well_calls_once_for_both(
    act: dict[str, Any], wish: VisitWish, agent: User, second: User, lead: User, ticket: Ticket, now: datetime
) -> None:
    plan_visit(**act, wish=replace(wish, engineer_id=agent.pk))
    without_mail(ticket)
    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=[ticket.pk], to_id=second.pk, now=now
    )
    assert {duty.kind for duty in call_duties(second)} == {"owner_named", "engineer_changed"}
    log_contact(actor=Actor.user(second), ticket_id=ticket.pk, contact=CALL, now=now)
    assert list(call_duties(second)) == []


@pytest.mark.parametrize("channel", ["email", "call"])
def test_another_person_at_the_same_time_is_told_another_time_by_its_own_message(
    visit: Visit,
    wish: VisitWish,
    act: dict[str, Any],
    second: User,
    ticket: Ticket,
    later: Later,
    channel: str,
) -> None:
    if channel == "call":
        without_mail(ticket)
    told = Message.objects.filter(kind="engineer_changed")
    change_visit(**act, number=visit.number, wish=replace(wish, where="2 Jinji Road"))
    assert not told.exists()
    change_visit(**act, number=visit.number, wish=replace(wish, engineer_id=second.pk))
    assert [message.channel for message in told] == [channel]
    moved = replace(wish, window_from=later(hours=30), window_until=later(hours=31))
    change_visit(**act, number=visit.number, wish=moved)
    assert told.count() == 1


def test_of_an_appointment_that_is_over_no_customer_is_told(
    visit: Visit, agent: User, second: User, later: Later, lead: User
) -> None:
    Visit.objects.filter(pk=visit.pk).update(engineer=agent)
    after = later(hours=25)
    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=[visit.ticket_id], to_id=second.pk, now=after
    )
    assert fresh(visit).engineer == second
    assert not Message.objects.filter(kind="engineer_changed").exists()


def test_a_session_that_was_never_announced_tells_nobody(
    act: dict[str, Any], colleague: User, second: User, now: datetime
) -> None:
    plan_visit(**act, wish=VisitWish(VisitMode.REMOTE, colleague.pk, "https://help.example/7"))
    away(colleague, date(2026, 11, 24), deputy=second)
    assert hand_on_visits(now=now) == 1
    assert not Message.objects.filter(kind="engineer_changed").exists()


@pytest.mark.parametrize("reason", ["no deputy", "away", "left", "elsewhere"])
def test_where_nobody_can_go_the_lead_is_told_once_and_it_is_shown(
    reason: str,
    visit: Visit,
    colleague: User,
    second: User,
    other_agent: User,
    lead: User,
    ticket: Ticket,
    now: datetime,
    later: Later,
) -> None:
    deputy = {"no deputy": None, "elsewhere": other_agent}.get(reason, second)
    away(colleague, deputy=deputy)
    if reason == "away":
        away(second)
    if reason == "left":
        left(second)
    assert hand_on_visits(now=now) == 0
    assert hand_on_visits(now=later(minutes=1)) == 0
    assert (fresh(visit).engineer, fresh(visit).nobody_since) == (colleague, now)
    assert codes(ticket).count(Entry.VISIT_NOBODY) == 1
    assert not last(ticket).is_public
    assert StaffAlert.objects.get(kind="visit_nobody").user == lead


def test_who_is_named_then_ends_it(
    visit: Visit, wish: VisitWish, act: dict[str, Any], colleague: User, second: User, now: datetime
) -> None:
    away(colleague)
    hand_on_visits(now=now)
    wish = VisitWish(
        wish.mode, second.pk, wish.where, wish.window_from, wish.window_until, wish.words, note=wish.note
    )
    change_visit(**act, number=visit.number, wish=wish)
    assert fresh(visit).nobody_since is None
    assert hand_on_visits(now=now) == 0


def test_a_leave_that_is_called_off_leaves_him_the_visit(
    visit: Visit, colleague: User, ticket: Ticket, now: datetime
) -> None:
    leave = away(colleague)
    hand_on_visits(now=now)
    leave.delete()
    before = count(ticket)
    assert hand_on_visits(now=now) == 0
    assert (fresh(visit).nobody_since, fresh(visit).engineer, count(ticket)) == (None, colleague, before)


def test_whose_account_ended_is_followed_by_who_took_his_request_over(
    act: dict[str, Any], wish: VisitWish, agent: User, second: User, ticket: Ticket, now: datetime
) -> None:
    mine = plan_visit(
        **act,
        wish=VisitWish(wish.mode, agent.pk, wish.where, wish.window_from, wish.window_until, wish.words),
    )
    left(agent)
    assert take_over(now=now) == 1
    assert hand_on_visits(now=now) == 1
    assert (fresh(mine).engineer, last(ticket).payload["rule"]) == (second, "owner")


def test_the_owner_of_a_request_is_not_sent_for_an_engineer_who_left(
    visit: Visit, colleague: User, lead: User, now: datetime
) -> None:
    left(colleague)
    assert hand_on_visits(now=now) == 0
    assert fresh(visit).engineer == colleague
    assert StaffAlert.objects.get(kind="visit_nobody").user == lead


def test_who_is_away_on_another_day_and_who_has_arrived_keep_theirs(
    visit: Visit, colleague: User, second: User, ticket: Ticket, now: datetime
) -> None:
    before = count(ticket)
    away(colleague, TOMORROW + timedelta(days=1), deputy=second)
    away(colleague, TOMORROW - timedelta(days=1), deputy=second)
    assert hand_on_visits(now=now) == 0
    assert count(ticket) == before
    go: dict[str, Any] = {"actor": Actor.user(colleague), "ticket_id": ticket.pk, "number": visit.number}
    for step in (accept_visit, arrive):
        step(**go, now=now)
    away(colleague, deputy=second)
    assert hand_on_visits(now=now) == 0
    assert fresh(visit).engineer == colleague


def test_visits_on_other_days_do_not_hide_the_one_that_must_be_handed_on(
    act: dict[str, Any],
    wish: VisitWish,
    colleague: User,
    second: User,
    now: datetime,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visits_handed_on, "BATCH", 2)
    others = [plan_visit(**act, wish=wish) for _ in range(3)]
    next_week = later(days=7), later(days=7, hours=2)
    his = plan_visit(**act, wish=replace(wish, window_from=next_week[0], window_until=next_week[1]))
    away(colleague, TOMORROW + timedelta(days=6), deputy=second)
    assert hand_on_visits(now=now) == 1
    assert fresh(his).engineer == second
    assert [fresh(visit).engineer for visit in others] == [colleague] * 3


def test_handing_a_request_over_takes_ones_own_visits_along(
    act: dict[str, Any], wish: VisitWish, visit: Visit, agent: User, second: User, lead: User, now: datetime
) -> None:
    """The colleague's stays with him."""
    window = wish.window_from, wish.window_until
    mine = plan_visit(**act, wish=VisitWish(wish.mode, agent.pk, wish.where, *window, wish.words))
    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=[visit.ticket_id], to_id=second.pk, now=now
    )
    assert (fresh(mine).engineer, fresh(visit).engineer) == (second, visit.engineer)


def test_who_is_on_his_way_arrives_although_his_request_is_handed_over(
    act: dict[str, Any], wish: VisitWish, agent: User, second: User, lead: User, ticket: Ticket, now: datetime
) -> None:
    """The customer was told that he is coming."""
    visit = plan_visit(**act, wish=replace(wish, engineer_id=agent.pk))
    go: dict[str, Any] = {"actor": Actor.user(agent), "ticket_id": ticket.pk, "number": visit.number}
    for step in (accept_visit, set_out):
        step(**go, now=now)
    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=[ticket.pk], to_id=second.pk, now=now
    )
    assert (fresh(visit).engineer, fresh(visit).state) == (agent, VisitState.ON_THE_WAY)
    assert arrive(**go, now=now).state == VisitState.ARRIVED


@pytest.mark.parametrize("planned", [0, 3])
def test_a_look_with_nobody_absent_costs_two_queries(
    act: dict[str, Any], wish: VisitWish, planned: int, now: datetime
) -> None:
    for _ in range(planned):
        plan_visit(**act, wish=wish)
    with CaptureQueriesContext(connection) as queries:
        assert hand_on_visits(now=now) == 0
    assert len(queries) == 2
