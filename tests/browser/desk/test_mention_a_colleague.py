"""An @ in a note offers colleagues by the keyboard; who is mentioned is led from the alert to the note."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {"en-GB": ("Add note", "A colleague mentions you"), "zh-CN": ("添加备注", "同事在备注中提到了您")}


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_from_the_at_to_the_note(
    look: dict[str, str],
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    User.objects.filter(pk=colleague.pk).update(name="李伟")
    add, told = WORDS[look["language"]]
    page = signed_in(f"/desk/tickets/{ticket.number}/?tab=note", **look)
    text = page.locator("#note_text")
    text.press_sequentially("请@")
    expect(page.locator("#mentions [role=option]").first).to_be_visible()
    text.press_sequentially("李")
    expect(page.locator("#mentions [role=option]")).to_have_count(1)
    expect(text).to_have_attribute("aria-activedescendant", f"mention-{colleague.pk}")
    check_accessible(page)
    shoot(page, f"desk-mention-{look['size']}")
    text.press("Enter")
    expect(text).to_have_value("请@李伟 ")
    expect(page.locator("#mentions [role=option]")).to_have_count(0)
    text.press_sequentially("看一下")
    page.get_by_role("button", name=add).click()
    expect(page.locator("#timeline")).to_contain_text("请@李伟 看一下")
    shoot(page, f"desk-mentioned-{look['size']}")

    his = signed_in("/desk/alerts/", colleague, **look)
    his.get_by_role("link", name=told).click()
    number = ticket.log.get(entry="noted").number
    expect(his).to_have_url(re.compile(f"#entry-{ticket.pk}-{number}$"))
    expect(his.locator(f"#entry-{ticket.pk}-{number}")).to_be_in_viewport()
