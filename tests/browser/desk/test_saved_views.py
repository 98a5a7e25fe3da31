"""An agent saves the queue's filters as a view and finds them in the side list; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": ("Urgent", "Save view", "Name of the view", "Save the view", "View saved", "Saved views"),
    "zh-CN": ("紧急", "保存视图", "视图名称", "保存此视图", "视图已保存", "已保存的视图"),
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_a_view_is_saved_and_found_again(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    script = size == "phone"  # the other one works without
    chip, save, name, keep, done, title = WORDS[language]
    page = signed_in("/desk/", user=lead, language=language, size=size, script=script)
    page.get_by_role("link", name=chip, exact=True).click()
    page.get_by_role("link", name=save).click()
    page.get_by_label(name).fill("Fire brigade 火警")
    shoot(page, f"desk-save-view-{size}-{language}")
    page.get_by_role("button", name=keep).click()
    expect(page.get_by_text(done)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fire brigade 火警")
    shoot(page, f"desk-saved-view-{size}-{language}")
    page.goto("/desk/views/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    if script:
        check_accessible(page)
    shoot(page, f"desk-saved-views-{size}-{language}")
