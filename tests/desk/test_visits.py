"""Visits at the desk: planned on the ticket, worked on from the engineer's phone (B3.3)."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn, Take, codes, last, state_of
from tickets.choices import SignOff, State, VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import Attachment, Ticket, Visit
from tickets.services.visit_work import accept_visit, arrive
from tickets.services.visits import VisitWish, plan_visit
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
    with django_assert_num_queries(6):
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
    assert phone.post(f"{page}received/", {"part": there.parts.get().pk}).status_code == 302
    assert last(ticket).entry == Entry.PART_RECEIVED


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
