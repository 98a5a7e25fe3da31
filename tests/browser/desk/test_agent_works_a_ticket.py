"""An agent's journey: sign in, open the ticket, log the contact, send a first solution, resolve."""

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.conversation import customer_writes, write_note

POLL = re.compile(r"[?&]v=")


def test_from_the_queue_to_resolved(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in("/desk/")
    expect(page.get_by_role("heading", name="North branch")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name=ticket.title, level=1)).to_be_visible()

    page.keyboard.press("c")
    page.get_by_label("Both sides spoke").check()
    page.get_by_label("Need confirmed").check()
    page.get_by_label("Priority confirmed").check()
    page.get_by_label("What was said").fill("Two rooms without heating.")
    expect(page.get_by_text("Keeps Contact")).to_be_visible()
    page.get_by_role("button", name="Log contact").click()
    expect(page.get_by_text("Contact logged")).to_be_visible()
    expect(page.locator("#promises")).to_contain_text("Met")

    write(page, "s", "First solution for the customer", "Please switch the unit off for ten minutes.")
    expect(page.locator("#timeline")).to_contain_text("Please switch the unit off for ten minutes.")
    page.locator("#timeline").click()
    page.keyboard.press("e")
    expect(page.get_by_label("Solution")).to_have_value("Please switch the unit off for ten minutes.")
    page.get_by_label("Cause").fill("The board was worn.")
    page.get_by_label("Prevention").fill("It is looked at every year.")
    page.get_by_label("What was done, for the customer to confirm").fill("Board changed and tested.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-head")).to_contain_text("Solved, to be confirmed")
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


def write(page: Page, key: str, label: str, words: str) -> None:
    """Open a tab by its key, write, and send by Ctrl+Enter."""
    page.locator("#timeline").click()
    page.keyboard.press(key)
    page.get_by_label(label).fill(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#editor textarea")).to_have_value("")


def test_news_arrive_while_one_writes_and_the_draft_stays(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    draft = page.get_by_label("Reply to the customer")
    draft.fill("We are on our w")
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="It works again.", now=ticket.received_at)
    expect(page.locator("#timeline")).to_contain_text("It works again.")
    expect(draft).to_have_value("We are on our w")
    expect(draft).to_be_focused()


def test_what_is_typed_follows_into_another_tab(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    page.get_by_label("Reply to the customer").fill("Change the filter.")
    page.get_by_role("link", name="Solution").click()
    expect(page.get_by_label("First solution for the customer")).to_have_value("Change the filter.")


def test_keys_are_off_while_one_types(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    page.get_by_label("Reply to the customer").press_sequentially("pane?")
    expect(page.get_by_label("Reply to the customer")).to_have_value("pane?")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.locator("#timeline").click()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()


def test_a_draft_outlives_the_session(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    page.get_by_label("Reply to the customer").fill("We are on our w")
    cookies: Any = page.context.cookies()  # what one gets is not typed as what one gives
    page.context.clear_cookies()
    expect(page.locator("#toasts")).to_contain_text("You are signed out")
    expect(page.get_by_label("Reply to the customer")).to_have_value("We are on our w")
    page.context.add_cookies(cookies)  # signed in again in another tab
    expect(page.locator("#toasts")).not_to_contain_text("You are signed out", timeout=10_000)


def test_an_opened_explanation_stays_open_when_news_arrive(
    signed_in: SignedIn, ticket: Ticket, agent: User
) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    page.locator("#promises summary").first.click()
    write_note(actor=Actor.user(agent), ticket_id=ticket.pk, text="Seen.", now=ticket.received_at)
    expect(page.locator("#timeline")).to_contain_text("Seen.")
    expect(page.locator("#promises details").first).to_have_attribute("open", "")


def test_a_poll_that_a_step_has_overtaken_changes_nothing(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/?tab=note")
    held: list[Route] = []
    with page.expect_request(POLL):
        page.route(POLL, lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in function
    page.locator("#note_text").fill("Known since last week.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Known since last week.")
    with page.expect_response(POLL):
        held[0].continue_()
    expect(page.locator("#timeline")).to_contain_text("Known since last week.")
