"""The manager's pages in every size and theme: axe finds nothing, nothing scrolls sideways."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tickets.models import Ticket

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


def test_the_dashboard(look: Look, history: dict[str, Ticket]) -> None:
    look("/insights/", "insights")


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


def test_choosing_days_shows_their_fields(open_as: Any, lead: User, history: dict[str, Ticket]) -> None:
    page: Page = open_as(lead, "/insights/")
    assert not page.get_by_label("From", exact=True).is_visible()
    page.get_by_label("Period").select_option("custom")
    assert page.get_by_label("From", exact=True).is_visible()
