"""The keys, listed by `?`, and how to be without single letters; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket


@pytest.mark.parametrize(
    ("language", "title", "name"), [("en-GB", "Keys", "all keys"), ("zh-CN", "快捷键", "全部快捷键")]
)
def test_the_list_of_keys_and_ways_to_go(
    language: str,
    title: str,
    name: str,
    signed_in: SignedIn,
    ticket: Ticket,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in("/desk/", user=lead, language=language)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=title)).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-keys-{language}")
    page.keyboard.press("Escape")
    for letter, address in (("q", "**/desk/?mine=1"), ("t", "**/desk/"), ("i", "**/insights/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(address)
    page.goto("/desk/")
    page.keyboard.press("a")
    expect(page.locator("#owner_owner")).to_be_focused()
    page.keyboard.press("Escape")


def test_without_single_letters_they_do_nothing(signed_in: SignedIn, ticket: Ticket, agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(has_single_keys=False)
    page = signed_in("/desk/")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.get_by_role("button", name="all keys").click()
    expect(page.locator("dialog#keys")).to_contain_text("Single letters are switched off.")
    page.keyboard.press("Escape")
    page.goto(f"/desk/tickets/{ticket.number}/?tab=note")
    page.get_by_label("Internal note").fill("Seen.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Seen.")
