"""The queue in a browser: choosing by keys, the preview beside it, a list that does not jump away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, now: datetime) -> Callable[..., Ticket]:
    """`register("Pump leaks", minutes=50)`: received so long ago."""
    return lambda problem, minutes=0: register_ticket(
        actor=Actor.system("portal"),
        request=replace(request_facts, problem=problem),
        now=now - timedelta(minutes=minutes),
    )


def test_keys_choose_a_row_and_the_preview_follows(
    signed_in: SignedIn, register: Callable[..., Ticket]
) -> None:
    register("Pump leaks", 50)
    second = register("Fan is loud", 30)
    page = signed_in("/desk/")
    expect(page.locator("#preview h2")).to_have_text("Pump leaks")
    page.keyboard.press("j")
    expect(page.locator("#preview h2")).to_have_text("Fan is loud")
    expect(page.locator(f"#t-{second.number}")).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(page.locator("#preview h2")).to_have_text("Pump leaks")


def test_a_new_ticket_appears_by_itself(signed_in: SignedIn, register: Callable[..., Ticket]) -> None:
    register("Pump leaks", 50)
    page = signed_in("/desk/")
    register("Fan is loud")
    expect(page.locator("#list")).to_contain_text("Fan is loud")


def test_the_list_does_not_jump_away_under_the_pointer(
    signed_in: SignedIn, register: Callable[..., Ticket]
) -> None:
    register("Pump leaks", 50)
    page = signed_in("/desk/")
    page.locator(".ticket").first.hover()
    register("Fan is loud", 60)
    page.get_by_role("button", name="The list has changed").click()
    expect(page.locator(".ticket .title").first).to_have_text("Fan is loud")


def test_on_a_phone_a_row_opens_the_ticket(signed_in: SignedIn, register: Callable[..., Ticket]) -> None:
    ticket = register("Pump leaks", 50)
    page = signed_in("/desk/", size="phone")
    expect(page.locator("#preview")).to_be_hidden()
    page.locator(".ticket").click()
    page.wait_for_url(f"**/tickets/{ticket.number}/")


def test_search_is_a_key_away(signed_in: SignedIn, register: Callable[..., Ticket]) -> None:
    register("Pump leaks", 50)
    page = signed_in("/desk/")
    page.keyboard.press("/")
    page.keyboard.type("riverside")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("riverside")
