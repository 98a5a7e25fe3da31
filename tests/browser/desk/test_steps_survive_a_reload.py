"""What an engineer pressed without a connection is sent once, though the phone closed the page meanwhile, and
by nobody else who signs in on it (B3.3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import OpenPage
from tests.conftest import PASSWORD
from tickets.choices import VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket, Visit
from tickets.services.visit_parts import Part, order_parts
from tickets.services.visit_work import accept_visit
from tickets.services.visits import VisitWish, cancel_visit, plan_visit

STEPS = "**/desk/visits/*/*/"
PRESSED = [Entry.VISIT_SET_OUT, Entry.VISIT_ARRIVED]


@pytest.fixture
def visit(ticket: Ticket, colleague: User, agent: User, now: datetime) -> Visit:
    """The colleague's, who has accepted it; planned three hours ago."""
    window = now + timedelta(hours=1), now + timedelta(hours=3)
    wish = VisitWish(VisitMode.ON_SITE, colleague.pk, "1 Jinji Road", *window, "Fine with me.")
    visit = plan_visit(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=now)
    accept_visit(actor=Actor.user(colleague), ticket_id=ticket.pk, number=visit.number, now=now)
    long_ago = now - timedelta(hours=3)
    Visit.objects.update(planned_at=long_ago, accepted_at=long_ago)
    return visit


@pytest.fixture
def phone(open_page: OpenPage, visit: Visit, colleague: User) -> Page:
    """Closed after two steps were pressed without a connection; the steps of that page never arrived."""
    page = open_page("/accounts/login/", size="phone")
    sign_in(page, colleague, f"/desk/visits/{visit.pk}/")
    page.clock.install()
    page.reload()
    page.route(STEPS, drop)
    for step in ("set-out", "arrive"):
        page.locator(f"form[data-step={step}] button").click()
    expect(page.locator("#kept")).to_contain_text("I am on the way · I have arrived")
    page.goto("about:blank")
    page.clock.fast_forward("00:50:00")
    return page


def drop(route: Route) -> None:
    route.abort("internetdisconnected")


def sign_in(page: Page, user: User, address: str) -> None:
    page.goto(f"/accounts/login/?next={address}")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{address}")


def waits(page: Page) -> int:
    """How many steps the phone still holds."""
    script = "Object.values(localStorage).filter((draft) => draft.includes('\"pressed\"')).length"
    found: int = page.evaluate(script)
    return found


def test_the_list_of_visits_sends_them_in_order_with_their_time(
    phone: Page, check_accessible: Callable[[Page], None], shoot: Callable[[Page, str], None]
) -> None:
    phone.goto("/desk/visits/")
    expect(phone.locator("#kept li")).to_have_count(2)
    check_accessible(phone)
    shoot(phone, "desk-visits-waiting")
    phone.unroute(STEPS)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator(".visit-line")).to_contain_text("At work")
    expect(phone.locator("#kept")).to_be_hidden()
    entries = LogEntry.objects.filter(entry__in=PRESSED).order_by("number")
    assert list(entries.values_list("entry", flat=True)) == PRESSED
    for entry in entries:
        assert timedelta(minutes=50) <= entry.recorded_at - entry.happened_at < timedelta(minutes=55)
    assert waits(phone) == 0


def test_who_signs_in_after_him_sends_none_of_it(phone: Page, agent: User, colleague: User) -> None:
    phone.unroute(STEPS)
    visit = Visit.objects.get()
    phone.context.clear_cookies()
    for address in (f"/desk/visits/{visit.pk}/", "/desk/visits/"):
        sign_in(phone, agent, address)
        expect(phone.locator("#kept")).to_be_hidden()
        phone.wait_for_load_state("networkidle")
        phone.context.clear_cookies()
    visit.refresh_from_db()
    assert (visit.state, waits(phone)) == (VisitState.ACCEPTED, 2)
    sign_in(phone, colleague, f"/desk/visits/{visit.pk}/")
    expect(phone.locator("#leave_cause")).to_be_visible()
    pressed = LogEntry.objects.filter(entry__in=PRESSED).order_by("number")
    assert list(pressed.values_list("entry", flat=True)) == PRESSED


def test_what_is_refused_says_why_and_the_step_after_it_waits(phone: Page, agent: User, visit: Visit) -> None:
    cancel_visit(
        actor=Actor.user(agent),
        ticket_id=visit.ticket_id,
        number=visit.number,
        reason="Mended.",
        now=timezone.now(),
    )
    phone.unroute(STEPS)
    phone.goto(f"/desk/visits/{visit.pk}/")
    expect(phone.get_by_role("alert").filter(has_text="this step is not possible")).to_be_visible()
    expect(phone.locator("#kept")).to_contain_text("I have arrived")
    phone.locator("#kept button").click()
    expect(phone.locator("#kept")).to_be_hidden()
    visit.refresh_from_db()
    assert (visit.state, waits(phone)) == (VisitState.CANCELLED, 0)


def test_a_part_that_came_in_is_told_later_too(
    open_page: OpenPage, visit: Visit, colleague: User, now: datetime
) -> None:
    on: dict[str, Any] = {
        "actor": Actor.user(colleague),
        "ticket_id": visit.ticket_id,
        "number": visit.number,
        "now": now,
    }
    order_parts(**on, parts=[Part("Pump", Decimal(1)), Part("Gasket", Decimal(2))])
    page = open_page("/accounts/login/", size="phone")
    sign_in(page, colleague, f"/desk/visits/{visit.pk}/")
    page.route(STEPS, drop)
    for part in visit.parts.order_by("pk"):
        page.locator(f"form[data-step=received-{part.pk}] button").click()
    expect(page.locator("#kept")).to_contain_text("It has come in: Pump · It has come in: Gasket")
    page.unroute(STEPS)
    page.reload()
    expect(page.get_by_role("button", name="It has come in")).to_have_count(0)
    assert waits(page) == 0
    assert visit.parts.filter(received_at=None).count() == 0
