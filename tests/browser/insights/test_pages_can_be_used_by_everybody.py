"""The manager's pages in every size and theme: axe finds nothing, nothing scrolls sideways."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from core.actors import Actor
from tests.endings import resolve_ticket
from tests.insights.story import CONTACT
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.contacts import log_contact

LOOKS = [
    ("desktop", "light"),
    ("desktop", "dark"),
    ("tablet", "light"),
    ("phone", "light"),
    ("phone", "dark"),
    ("narrow", "light"),
]
Look = Callable[..., None]


@pytest.fixture
def look(open_as: Any, check_accessible: Any, shoot: Any, lead: User) -> Look:
    """See one address as the lead, in every size and theme."""

    def see(address: str, name: str, **options: str) -> None:
        for size, theme in LOOKS:
            page = open_as(lead, address, size=size, theme=theme, **options)
            shoot(page, f"{name}-{size}-{theme}")
            check_accessible(page)
            page.context.close()

    return see


@pytest.fixture
def confirmed(history: dict[str, Ticket], lead: User, now: datetime) -> None:
    """So that there is a completion time (B1.3)."""
    ticket = history["kept"]
    resolve_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, text="Restarted.", now=now)
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=now)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_dashboard(look: Look, confirmed: None, language: str) -> None:
    look("/insights/", f"insights-{language}", language=language)


@pytest.fixture
def weeks(history: dict[str, Ticket], register: Any, lead: User, now: datetime) -> None:
    """Ten weeks with more and more requests, most of them answered in time, confirmed and rated."""
    actor = Actor.user(lead)
    for number in range(30):
        ago = timedelta(days=2.3 * number + 3, minutes=37 * number)
        ticket, begins = register(ago=ago), now - ago + timedelta(minutes=20 + 11 * (number % 13))
        log_contact(actor=actor, ticket_id=ticket.pk, contact=CONTACT, now=begins)
        if number % 3:
            solved = begins + timedelta(hours=3 + number)
            resolve_ticket(actor=actor, ticket_id=ticket.pk, text="Restarted.", now=solved)
            customer = Actor.customer(ticket.customer_id)
            confirm_solved(actor=customer, ticket_id=ticket.pk, score=5 - number % 4 // 2, now=solved)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_trends(look: Look, weeks: None, language: str) -> None:
    look("/insights/trends/", f"insights-trends-{language}", language=language)


def test_the_trends_of_a_house_without_requests(look: Look, letter: Any) -> None:
    look("/insights/trends/", "insights-trends-empty")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_figures_by_owner(look: Look, confirmed: None, language: str) -> None:
    look("/insights/comparison/", f"insights-owners-{language}", language=language)


def test_the_dashboard_with_days_of_ones_own(look: Look, history: dict[str, Ticket]) -> None:
    look("/insights/?period=custom&since=2026-02-02&until=2026-02-01", "insights-days")


def test_the_dashboard_of_a_house_without_requests(look: Look, letter: Any) -> None:
    look("/insights/", "insights-empty")


def test_a_list_of_promises(look: Look, history: dict[str, Ticket]) -> None:
    look("/insights/tickets/?show=due", "insights-promises")


def test_a_list_of_requests(look: Look, history: dict[str, Ticket]) -> None:
    look("/insights/tickets/?show=open", "insights-requests")


def test_a_number_leads_to_its_list_and_back(open_as: Any, lead: User, history: dict[str, Ticket]) -> None:
    page: Page = open_as(lead, "/insights/?period=7")
    page.get_by_role("link", name="1 kept late").click()
    assert page.locator("h1").inner_text().startswith("Kept late")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("main").get_by_role("link", name="Insights").click()
    assert page.get_by_label("Period").input_value() == "7"


@pytest.mark.parametrize(
    ("look", "owners", "export"),
    [
        ({"language": "en-GB"}, "All figures of 2 owners", "Export as CSV"),
        ({"language": "zh-CN", "size": "phone", "theme": "dark"}, "2 位责任人的全部数据", "导出 CSV"),
    ],
    ids=["en-GB-desktop-light", "zh-CN-phone-dark"],
)
def test_from_an_owners_figure_to_its_list_and_its_file(
    open_as: Any, lead: User, confirmed: None, look: dict[str, str], owners: str, export: str
) -> None:
    page: Page = open_as(lead, "/insights/?period=7", **look)
    page.get_by_role("link", name=owners).click()
    line = page.get_by_role("row").filter(has_text="42.8 %")
    line.get_by_role("link", name="7", exact=True).click()
    assert page.locator("tbody tr").count() == 7
    with page.expect_download() as download:
        page.get_by_role("link", name=export).click()
    assert download.value.suggested_filename.startswith("due-")
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 8


def test_choosing_days_shows_their_fields(open_as: Any, lead: User, history: dict[str, Ticket]) -> None:
    page: Page = open_as(lead, "/insights/")
    assert not page.get_by_label("From", exact=True).is_visible()
    page.get_by_label("Period").select_option("custom")
    assert page.get_by_label("From", exact=True).is_visible()
