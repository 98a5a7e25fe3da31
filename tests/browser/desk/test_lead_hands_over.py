"""A lead reads why a person was named and hands over all that the person has; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": {
        "why": "Why this person?",
        "chosen": "chosen: fits the matter, least load",
        "all": "Hand over what Chen Jie has",
        "note": "Note for whoever takes them",
        "see": "See what happens",
        "do": "Hand over",
        "done": "1 request handed over",
    },
    "zh-CN": {
        "why": "为什么是此人？",
        "chosen": "选中：符合要求，负荷最低",
        "all": "移交Chen Jie负责的事项",
        "note": "给接手人的备注",
        "see": "查看将发生什么",
        "do": "移交",
        "done": "已移交1件事项",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_reason_to_the_new_owner(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    User.objects.filter(pk=colleague.pk).update(is_on_duty=True)
    says = WORDS[language]
    page = signed_in(f"/desk/tickets/{ticket.number}/", user=lead, language=language, size=size)
    page.locator("#timeline .fold > summary").click()  # it was named among small changes
    page.get_by_text(says["why"]).click()
    expect(page.get_by_text(says["chosen"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-why-{size}-{language}")
    page.get_by_role("link", name=says["all"]).click()
    page.get_by_label(says["note"]).fill("Ring first.")
    check_accessible(page)
    shoot(page, f"desk-hand-over-{size}-{language}")
    page.get_by_role("button", name=says["see"]).click()
    expect(page.locator("main li")).to_contain_text("Ma Li")
    check_accessible(page)
    shoot(page, f"desk-hand-over-asked-{size}-{language}")
    page.get_by_role("button", name=says["do"], exact=True).click()
    expect(page.get_by_text(says["done"])).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.owner_id == colleague.pk
