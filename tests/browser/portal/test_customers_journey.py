"""A customer's way through the portal, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from accounts.models import User
from core.actors import Actor
from tests.endings import resolve_ticket
from tickets.models import Ticket
from tickets.services.conversation import send_reply

OpenPage = Callable[..., Page]
Link = Callable[..., str]
Shoot = Callable[[Page, str], None]

PROBLEM = "Outdoor unit stops after ten minutes, display shows E4. No heating in two treatment rooms."


def fill_in(page: Page, **fields: str) -> None:
    page.get_by_label("What is the problem?").fill(PROBLEM)
    page.get_by_label("Product or serial number").fill("KX48-2211-0937")
    page.get_by_label("Repair and maintenance").check()
    page.get_by_label("People or work are stopped").check()
    page.get_by_label("Your name").fill("Wang Min")
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)


def test_from_the_form_to_the_rating(open_page: OpenPage, house: User, shoot: Shoot) -> None:
    page = open_page("/")
    fill_in(page, email="min.wang@riverside.example", phone="138 0013 8000")
    page.get_by_role("button", name="Send request").click()
    expect(page).to_have_url(re.compile("/received/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    ticket = Ticket.objects.get()
    assert ticket.is_verified
    assert ticket.customer.zone == "Asia/Shanghai"
    shoot(page, "received")

    page.get_by_role("link", name="Follow your request").click()
    expect(page.locator("#say")).to_contain_text(house.name)

    actor = Actor.user(house)
    send_reply(actor=actor, ticket_id=ticket.pk, text="We test the board now.", now=timezone.now())
    expect(page.locator("#timeline")).to_contain_text("We test the board now.")  # without a reload

    page.get_by_label("Your message").fill("Come any time from 08:00.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("Come any time from 08:00.")

    resolve_ticket(actor=actor, ticket_id=ticket.pk, text="Board replaced.", now=timezone.now())
    expect(page.get_by_role("heading", name="Is it solved?")).to_be_visible()
    page.get_by_label("Yes, it is solved").check()
    page.get_by_text("Very good").click()
    page.get_by_label("Anything to add?").fill("Quick and friendly.")
    shoot(page, "track-confirm-chosen")
    page.get_by_role("button", name="Confirm and send").click()
    expect(page.locator("#say")).to_contain_text("You confirmed that it is solved")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.rating) == ("closed", 5)


def test_what_is_being_typed_survives_the_poll(open_page: OpenPage, link: Link, act: dict[str, Any]) -> None:
    page = open_page(link())
    page.get_by_text("Why this deadline?").first.click()
    page.get_by_label("Your message").fill("Half a sent")
    send_reply(**act, text="News for you.")
    expect(page.locator("#timeline")).to_contain_text("News for you.")
    expect(page.get_by_label("Your message")).to_have_value("Half a sent")
    expect(page.get_by_label("Your message")).to_be_focused()
    expect(page.locator("details[open]")).to_have_count(1)


def test_what_is_left_counts_down_by_itself(contexts: Callable[..., BrowserContext], link: Link) -> None:
    page = contexts().new_page()
    page.clock.install()
    page.goto(link())
    badge = page.locator("#promises .badge").first
    expect(badge).to_have_text(re.compile("^(59 min|1 h) left"))
    page.clock.fast_forward("30:00")
    expect(badge).to_have_text(re.compile("^(29|30) min left"))
    page.clock.fast_forward("31:00")
    expect(badge).to_have_text("due now")


def test_errors_take_the_focus_and_lead_to_their_fields(
    open_page: OpenPage, house: User, shoot: Shoot
) -> None:
    page = open_page("/")
    fill_in(page, phone="138 00")
    page.locator("#id_problem").fill("")
    page.get_by_role("button", name="Send request").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things need your attention")
    expect(page.get_by_label("Your name")).to_have_value("Wang Min")
    expect(page.get_by_label("People or work are stopped")).to_be_checked()
    shoot(page, "form-errors")
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_problem")).to_be_focused()
    assert not Ticket.objects.exists()


def test_without_script_everything_works(open_page: OpenPage, house: User) -> None:
    page = open_page("/", script=False)
    fill_in(page, email="min.wang@riverside.example")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_text("a colleague looks at your request first")).to_be_visible()
    ticket = Ticket.objects.get()
    resolve_ticket(actor=Actor.user(house), ticket_id=ticket.pk, text="Done.", now=timezone.now())
    page.get_by_role("link", name="Follow your request").click()
    page.get_by_label("No, not solved").check()
    page.get_by_label("What is still wrong?").fill("Still E4.")
    page.get_by_role("button", name="Open the request again").click()
    expect(page.locator("#timeline")).to_contain_text("Still E4.")


def test_the_promise_is_computed_again_when_the_answer_changes(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    with page.expect_response(re.compile("/pledge/")) as answer:
        page.get_by_label("It works, but badly").check()
    assert "impact=degraded" in answer.value.url
    assert "problem" not in answer.value.url
    expect(page.locator("#pledge")).to_contain_text("We will contact you by")


def test_two_quick_clicks_make_one_request(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    fill_in(page, phone="138 0013 8000")
    page.get_by_role("button", name="Send request").dblclick()
    expect(page).to_have_url(re.compile("/received/"))
    assert Ticket.objects.count() == 1


def test_chosen_files_are_named(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    label: FilePayload = {"name": "标签.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    page.locator("#id_attachments").set_input_files(label)
    expect(page.locator(".chosen")).to_have_text("标签.jpg")


def test_the_switch_changes_the_language_and_stays(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


@pytest.mark.parametrize("language", ["zh-CN", "de-DE"])
def test_the_browsers_language_is_the_pages(open_page: OpenPage, house: User, language: str) -> None:
    expected = "zh-hans" if language == "zh-CN" else "en"
    expect(open_page("/", language=language).locator("html")).to_have_attribute("lang", expected)
