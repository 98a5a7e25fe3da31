"""Visits at the desk: planned on the ticket, worked on from the engineer's phone (B3.3)."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Customer, Leave, User
from core.actors import Actor
from notifications.models import Message
from tests.desk.conftest import SignIn, Take, codes, last, state_of
from tickets.choices import SignOff, State, VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import Attachment, Ticket, Visit
from tickets.services.visit_work import accept_visit, arrive
from tickets.services.visits import VisitWish, plan_visit
from tickets.services.visits_handed_on import hand_on_visits
from tickets.tracking import token_for

Plan = Callable[..., Visit]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20
REPORT = {"cause": "Worn gasket", "measures": "Gasket replaced.", "how": "absent", "reason": "Nobody in."}


@pytest.fixture
def plan(ticket: Ticket, by_agent: Actor, colleague: User, now: datetime) -> Plan:
    """`plan(hours=3)`: a visit of the colleague's that begins that much later; the customer chose it."""

    def planned(hours: float = 3, engineer: User = colleague) -> Visit:
        begins = now + timedelta(hours=hours)
        ends = begins + timedelta(hours=1)
        wish = VisitWish(VisitMode.ON_SITE, engineer.pk, "1 Jinji Road & Co", begins, ends, "Fine.")
        return plan_visit(actor=by_agent, ticket_id=ticket.pk, wish=wish, now=now)

    return planned


@pytest.fixture
def phone(sign_in: SignIn, colleague: User) -> Client:
    """The engineer's phone."""
    return sign_in(colleague)


@pytest.fixture
def there(plan: Plan, colleague: User, now: datetime) -> Visit:
    """A visit whose engineer has arrived."""
    visit = plan()
    for step in (accept_visit, arrive):
        step(actor=Actor.user(colleague), ticket_id=visit.ticket_id, number=visit.number, now=now)
    return visit


def typed(colleague: User, now: datetime) -> dict[str, Any]:
    day = now + timedelta(days=1)
    return {
        "mode": "on_site",
        "owner": colleague.pk,
        "where": "1 Jinji Road",
        "window_from": f"{day:%Y-%m-%dT09:00}",
        "window_until": f"{day:%Y-%m-%dT11:00}",
        "channel": "call",
        "words": "Tomorrow at nine.",
        "note": "",
    }


def test_planning_shows_the_visit_on_the_ticket_and_to_the_customer(
    take: Take, colleague: User, now: datetime, ticket: Ticket, desk: Client, page: str, client: Client
) -> None:
    assert take("visit", htmx=False, **typed(colleague, now)).status_code == 302
    shown = desk.get(page).content.decode()
    assert f"/desk/visits/{Visit.objects.get().pk}/" in shown
    ticket.refresh_from_db()
    assert ticket.state == State.SCHEDULED


@pytest.mark.parametrize("missing", ["owner", "where", "window_from", "window_until", "words"])
def test_a_plan_that_lacks_something_says_what(
    take: Take, colleague: User, now: datetime, ticket: Ticket, missing: str
) -> None:
    before = state_of(ticket)
    answer = take("visit", **typed(colleague, now) | {missing: ""})
    assert answer.status_code == 422
    assert f'id="visit_{missing}_error"' in answer.content.decode()
    assert (state_of(ticket), Visit.objects.exists()) == (before, False)


def test_todays_visits_come_first_and_only_ones_own(
    plan: Plan, phone: Client, agent: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    coming, today, _other = plan(hours=40), plan(hours=2), plan(hours=1, engineer=agent)
    with django_assert_num_queries(7):
        shown = phone.get("/desk/visits/").content.decode()
    places = [shown.index(f'href="/desk/visits/{visit.pk}/"') for visit in (today, coming)]
    assert places == sorted(places)
    assert shown.count('class="visit-line"') == 2


def test_the_page_leads_to_the_map_and_to_the_phone(plan: Plan, phone: Client) -> None:
    visit = plan()
    shown = phone.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert 'href="geo:0,0?q=1%20Jinji%20Road%20%26%20Co"' in shown
    assert f'href="tel:{visit.ticket.customer.phone}"' in shown or not visit.ticket.customer.phone


def test_each_state_has_one_main_button(plan: Plan, phone: Client) -> None:
    page = f"/desk/visits/{plan().pk}/"
    for step, button in (
        ("accept", "Accept"),
        ("set-out", "I am on the way"),
        ("arrive", "I have arrived"),
        ("leave", "Report and leave"),
    ):
        shown = phone.get(page).content.decode()
        assert f'<button class="btn act primary">{button}</button>' in shown
        assert shown.count("btn act primary") == 1
        assert phone.post(f"{page}{step}/", REPORT).status_code == 302
    assert "btn act primary" not in phone.get(page).content.decode()


def test_a_report_with_signature_and_parts_is_kept(there: Visit, phone: Client) -> None:
    drawing = "data:image/png;base64," + base64.b64encode(PNG).decode()
    parts = {"part_1": "Gasket", "quantity_1": "2", "part_2": "Screw"}
    signed = {"how": "signature", "signature": drawing, "key": "k"}
    for _ in range(2):  # the connection broke, the phone sends it again
        answer = phone.post(f"/desk/visits/{there.pk}/leave/", REPORT | signed | parts)
        assert answer.status_code == 302
    there.refresh_from_db()
    assert (there.state, there.sign_off) == (VisitState.DONE, SignOff.SIGNATURE)
    kept = there.parts.order_by("pk").values_list("name", "quantity")
    assert list(kept) == [("Gasket", Decimal(2)), ("Screw", Decimal(1))]
    assert Attachment.objects.get().content_type == "image/png"
    assert "Gasket replaced." in phone.get(f"/desk/visits/{there.pk}/").content.decode()


def test_a_refused_report_comes_back_as_it_was_typed(there: Visit, phone: Client, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = phone.post(f"/desk/visits/{there.pk}/leave/", REPORT | {"how": "signature", "key": "mine"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "The signature is missing" in shown
    assert "Gasket replaced." in shown
    assert 'name="key" value="mine"' in shown
    assert state_of(ticket) == before


def test_a_part_without_a_name_is_asked_for(there: Visit, phone: Client) -> None:
    answer = phone.post(f"/desk/visits/{there.pk}/order/", {"quantity_1": "2"})
    assert answer.status_code == 422
    assert "Name the part." in answer.content.decode()


def test_an_ordered_part_comes_in(there: Visit, phone: Client, ticket: Ticket) -> None:
    page = f"/desk/visits/{there.pk}/"
    assert phone.post(f"{page}order/", {"part_1": "Pump"}).status_code == 302
    part = there.parts.get().pk
    key = phone.get(page).content.decode().partition(f'name="part" value="{part}"')[2].split('"')[5]
    assert key.endswith(f"-{part}")
    for _ in range(2):  # the answer was lost, the phone sends it again
        assert phone.post(f"{page}received/", {"part": part, "key": key}).status_code == 302
    assert last(ticket).entry == Entry.PART_RECEIVED
    assert codes(ticket).count(Entry.PART_RECEIVED) == 1


def test_the_ticket_tells_what_happened_and_the_customer_reads_no_word_of_ours(
    there: Visit, phone: Client, desk: Client, page: str, ticket: Ticket, client: Client
) -> None:
    phone.post(f"/desk/visits/{there.pk}/leave/", REPORT)
    assert codes(ticket)[-3:] == [Entry.VISIT_REPORTED, Entry.VISIT_SIGNED, Entry.VISIT_DONE]
    assert "Worn gasket" in desk.get(page).content.decode()
    tracked = client.get(f"/track/{token_for(ticket)}/").content.decode()
    assert "The visit of" in tracked
    assert "Worn gasket" not in tracked
    assert "Nobody in." not in tracked


def test_arriving_keeps_no_promise_of_contact(there: Visit, ticket: Ticket) -> None:
    """Only a contact that confirms need and priority does; it is logged as one."""
    assert ticket.clocks.get(promise__metric="contact").stopped_at is None


def test_the_phone_says_how_long_ago_it_was_pressed(
    plan: Plan, phone: Client, clock: time_machine.Traveller, now: datetime
) -> None:
    """Sent again it measures anew, which makes no other form of it."""
    visit = plan()
    clock.shift(timedelta(hours=2))
    for ago in (3600, 3700):
        answer = phone.post(f"/desk/visits/{visit.pk}/accept/", {"key": "k", "ago": ago})
        assert answer.status_code == 302
    visit.refresh_from_db()
    assert visit.accepted_at == now + timedelta(hours=1)
    shown = phone.get(f"/desk/tickets/{visit.ticket.number}/").content.decode()
    line = shown.partition("pressed on the phone then, sent later")[2]
    assert line.index("13:20") < line.index("recorded") < line.index("14:20")


@pytest.mark.parametrize("ago", ["", "-5", "1.5", "soon", "90000", "9" * 40, "٣"])
def test_what_no_phone_measures_counts_from_now(
    plan: Plan, phone: Client, clock: time_machine.Traveller, now: datetime, ago: str
) -> None:
    visit = plan()
    clock.shift(timedelta(hours=30))
    assert phone.post(f"/desk/visits/{visit.pk}/accept/", {"ago": ago}).status_code == 302
    visit.refresh_from_db()
    assert visit.accepted_at == now + timedelta(hours=30)


def test_a_visit_that_nobody_goes_to_says_so(
    plan: Plan, colleague: User, lead: User, sign_in: SignIn, desk: Client, page: str, now: datetime
) -> None:
    visit = plan(hours=24)
    day = timezone.localdate(now) + timedelta(days=1)
    Leave.objects.create(person=colleague, from_on=day, until_on=day, planned_by=lead, planned_at=now)
    hand_on_visits(now=now)
    assert "nobody goes" in desk.get(page).content.decode()
    assert "is not there then" in desk.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert "Nobody goes to a visit" in sign_in(lead).get("/desk/alerts/").content.decode()


def test_the_owner_is_told_to_call_who_has_no_mail_until_that_is_done(
    plan: Plan,
    colleague: User,
    agent: User,
    lead: User,
    desk: Client,
    page: str,
    client: Client,
    now: datetime,
) -> None:
    visit, call = plan(hours=24), "Call the customer: another engineer comes"
    Customer.objects.update(email="")
    day = timezone.localdate(now) + timedelta(days=1)
    Leave.objects.create(
        person=colleague, from_on=day, until_on=day, deputy=agent, planned_by=lead, planned_at=now
    )
    addresses = (page, f"/desk/visits/{visit.pk}/")
    assert [call in desk.get(address).content.decode() for address in addresses] == [False, False]
    hand_on_visits(now=now)
    assert [call in desk.get(address).content.decode() for address in addresses] == [True, True]
    assert call not in client.get(f"/track/{token_for(visit.ticket)}/").content.decode()
    duty = Message.objects.get(kind="engineer_changed")
    assert "another engineer" in desk.get("/desk/alerts/").content.decode()
    assert desk.post(f"{page}messages/{duty.pk}/call/", {"reached": "1"}).status_code == 302
    assert [call in desk.get(address).content.decode() for address in addresses] == [False, False]


def test_another_time_is_written_over_nobodys(
    plan: Plan, phone: Client, desk: Client, colleague: User, ticket: Ticket, now: datetime
) -> None:
    visit = plan()
    address = f"/desk/visits/{visit.pk}/"
    ticket.refresh_from_db()
    seen = ticket.last_number
    assert f'name="seen" value="{seen}"' in desk.get(address).content.decode()
    phone.post(f"{address}accept/")
    late = typed(colleague, now) | {"where": "2 Harbour Road", "seen": seen}
    refused = desk.post(f"{address}change/", late)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "this happened while you were writing" in shown
    assert 'value="2 Harbour Road"' in shown
    assert "Do it anyway" in shown
    visit.refresh_from_db()
    assert visit.state == VisitState.ACCEPTED
    again = desk.post(f"{address}change/", late | {"seen": refused.context["seen"]})
    assert again.status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED


def test_a_visit_called_off_meanwhile_leaves_what_was_typed_on_the_page(
    plan: Plan, desk: Client, manager: User, sign_in: SignIn, ticket: Ticket
) -> None:
    address = f"/desk/visits/{plan().pk}/"
    ticket.refresh_from_db()
    seen = {"seen": ticket.last_number}
    assert sign_in(manager).post(f"{address}cancel/", seen | {"reason": "It is mended."}).status_code == 302
    refused = desk.post(f"{address}cancel/", seen | {"reason": "Wrong address."})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "this happened while you were writing" in shown
    assert "Wrong address." in shown


def test_a_step_on_a_visit_that_is_somebody_elses_now_is_refused_on_its_page(
    plan: Plan, phone: Client, agent: User, ticket: Ticket
) -> None:
    visit = plan()
    Visit.objects.filter(pk=visit.pk).update(engineer=agent)
    before = state_of(ticket)
    refused = phone.post(f"/desk/visits/{visit.pk}/leave/", REPORT)
    shown = refused.content.decode()
    assert refused.status_code == 403
    assert f'data-visit="{visit.pk}"' in shown
    assert "You may not do this." in shown
    assert "Gasket replaced." in shown
    assert state_of(ticket) == before
