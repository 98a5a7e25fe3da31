"""A lead keeps a canned reply, and calls it by "/" while writing to the customer; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": ("New canned reply", "Name", "English", "Save", "Canned reply saved", "Write this"),
    "zh-CN": ("新常用回复", "名称", "English", "保存", "常用回复已保存", "写入此回复"),
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_leads_page_into_the_reply(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    new, name, english, save, saved, write = WORDS[language]
    page = signed_in("/desk/canned/", user=lead, language=language, size=size)
    page.get_by_role("link", name=new).click()
    page.get_by_label(name, exact=True).fill("On the way")
    page.get_by_label(english).fill("Dear {customer}, we are on our way.")
    check_accessible(page)
    shoot(page, f"desk-canned-new-{size}-{language}")
    page.get_by_role("button", name=save).click()
    expect(page.get_by_text(saved)).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-canned-{size}-{language}")

    page.goto(f"/desk/tickets/{ticket.number}/")
    text = page.locator("#editor textarea")
    text.press_sequentially("and/or /way")
    expect(page.locator("#canned").get_by_role("option", selected=True)).to_contain_text("On the way")
    check_accessible(page)
    shoot(page, f"desk-canned-called-{size}-{language}")
    page.keyboard.press("Enter")
    words = f"Dear {ticket.customer.name}, we are on our way."
    expect(text).to_have_value(f"and/or {words}")
    text.press_sequentially(" /")
    expect(page.locator("#canned").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#canned").get_by_role("option")).to_have_count(0)
    expect(text).to_be_focused()

    page.goto(f"/desk/tickets/{ticket.number}/canned/")  # what was just typed is kept on the way out
    check_accessible(page)
    page.get_by_role("link", name=write).click()
    expect(text).to_have_value(f"and/or {words} /\n\n{words}")
