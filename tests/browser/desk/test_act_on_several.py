"""An agent chooses several tickets by keyboard, gives them away and takes it back; both languages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.conversation import customer_writes
from tickets.services.registration import ServiceRequest, register_ticket

WORDS = {
    "en-GB": ("3 chosen", "2 chosen", "Give", "3 requests given to Ma Li", "Undo", "3 requests are as"),
    "zh-CN": ("已选3件", "已选2件", "移交", "已将3件事项交给Ma Li", "撤销", "3件事项已恢复原状"),
}


@pytest.fixture
def four(request_facts: ServiceRequest, agent: User, colleague: User, now: datetime) -> list[Ticket]:
    system = Actor.system("portal")
    facts = [replace(request_facts, problem=f"Fault {n}") for n in range(4)]
    return [register_ticket(actor=system, request=one, now=now) for one in facts]


@pytest.mark.parametrize(("language", "theme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_chosen_by_keyboard_given_and_taken_back(
    language: str,
    theme: str,
    signed_in: SignedIn,
    four: list[Ticket],
    agent: User,
    colleague: User,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    three_chosen, two_chosen, give, given, undo, as_before = WORDS[language]
    page = signed_in("/desk/", language=language, theme=theme)
    page.keyboard.press("x")
    for _ in range(2):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    said = page.locator("#picked-said")
    expect(said).to_have_text(three_chosen)
    customer = Actor.customer(four[3].customer_id, "Wang Min")
    customer_writes(actor=customer, ticket_id=four[3].pk, text="Any news?", now=now)
    page.locator("#preview").hover()
    page.evaluate("document.activeElement.blur()")
    shoot(page, f"desk-bulk-{language}")
    expect(page.locator(f'[value="{four[3].number}@{four[3].last_number + 1}"]')).to_be_attached()
    expect(page.locator(".pick :checked")).to_have_count(3)  # a new list has come, the choice is the same
    check_accessible(page)
    page.keyboard.press("a")
    expect(page.locator("#bulk-owner")).to_be_focused()
    page.locator("#bulk-owner").select_option(str(colleague.pk))
    check_accessible(page)
    shoot(page, f"desk-bulk-give-{language}")
    page.locator("#bulk").get_by_role("button", name=give, exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(given)
    check_accessible(page)
    shoot(page, f"desk-bulk-given-{language}")
    assert Ticket.objects.filter(owner=colleague).count() == 3
    page.get_by_role("button", name=undo).click()
    expect(page.locator("#toasts")).to_contain_text(as_before)
    assert Ticket.objects.filter(owner=agent).count() == 4
    page.locator(".pickall input").check()
    page.locator(".pick").first.click()
    page.locator(".pick").nth(3).click()
    expect(said).to_have_text(two_chosen)
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


@pytest.mark.parametrize(("language", "script"), [("en-GB", "off"), ("zh-CN", "on")])
def test_on_a_phone_and_without_script(
    language: str,
    script: str,
    signed_in: SignedIn,
    four: list[Ticket],
    agent: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in("/desk/", language=language, size="phone", script=script == "on")
    for box in page.locator(".pick").all()[:2]:
        box.click()
    expect(page.locator("#bulk")).to_be_visible()
    shoot(page, f"desk-bulk-phone-{language}")
    if script == "on":
        check_accessible(page)
    page.locator('#bulk [data-needs="note"] > summary').click()
    shoot(page, f"desk-bulk-phone-note-{language}")
    page.locator('#bulk [value="watch"]').click()
    expect(page.locator("#undo")).to_be_visible()
    shoot(page, f"desk-bulk-phone-done-{language}")
    page.goto("/desk/bulk/done/")
    if script == "on":
        check_accessible(page)
    shoot(page, f"desk-bulk-phone-page-{language}")
    page.locator("main form button").click()
    expect(page.locator("#undo")).to_be_hidden()
    assert not any(ticket.watchers.exists() for ticket in four)
