"""The owner sends today's update from its draft, and lets it leave by itself from then on (D2.3a)."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tests.daily import owe_daily_updates
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest


@pytest.fixture
def letter() -> None:
    """Letter D alone, with the ticket."""


@pytest.fixture
def ticket(transactional_db: None, agent: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    """An office that is open all day, every day: whenever this runs, the update is owed today."""
    here = now.astimezone(ZoneInfo("Asia/Shanghai"))
    midnight = datetime.combine(here.date(), time.min, here.tzinfo).astimezone(UTC)
    return owe_daily_updates(request_facts, midnight, weekly=[[["00:00", "24:00"]]] * 7)


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_from_the_draft_to_the_customer(
    size: str,
    theme: str,
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/", size=size, theme=theme)
    page.get_by_role("link", name="Open the draft").click()
    draft = page.get_by_label("Daily update to the customer")
    draft.wait_for()
    assert "Nothing new is on record for your request today." in draft.input_value()
    check_accessible(page)
    shoot(page, f"desk-daily-update-{size}-{theme}")
    draft.fill("The board is ordered.")
    page.get_by_role("button", name="Send daily update").click()
    page.get_by_text("Daily update on its way").wait_for()
    assert "The board is ordered." in page.locator("#timeline").inner_text()


def test_an_untouched_draft_stays_where_it_is_and_nothing_typed_is_lost(
    signed_in: SignedIn, ticket: Ticket
) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/?tab=update")
    draft = page.get_by_label("Daily update to the customer")
    assert draft.input_value() != ""
    page.get_by_role("link", name="Reply", exact=True).click()
    reply = page.get_by_label("Reply to the customer")
    reply.wait_for()
    assert reply.input_value() == ""
    reply.fill("The board is ordered.")
    page.get_by_role("link", name="Open the draft").click()
    draft.wait_for()
    assert draft.input_value().startswith("Nothing new is on record")
    assert draft.input_value().endswith("The board is ordered.")
