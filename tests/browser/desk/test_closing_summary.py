"""The customer confirms first; the owner files the summary, and the customer reads it (D2.3c)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.desk.conftest import OpenPage, SignedIn
from tests.endings import SUMMARY
from tickets.models import Ticket
from tickets.tracking import token_for

WORDS = {
    "en-GB": ["Working again already?", "Tell us it is solved", "Confirmed, summary to be written"],
    "zh-CN": ["已经恢复正常？", "告诉我们已解决", "客户已确认，待写结案总结"],
}
FILE = {"en-GB": "File the summary and close", "zh-CN": "归档总结并关闭"}


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_from_the_early_word_to_the_summary(
    look: dict[str, Any],
    open_page: OpenPage,
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    language, size = look["language"], look["size"]
    ask, yes, standing = WORDS[language]
    customer = open_page(reverse("portal:track", args=[token_for(ticket)]), **look)
    customer.get_by_text(ask).click()
    customer.get_by_role("button", name=yes).click()
    expect(customer.locator("#steps li")).to_have_count(2)
    shoot(customer, f"track-confirmed-{size}")
    check_accessible(customer)

    desk = signed_in(f"/desk/tickets/{ticket.number}/", **look)
    expect(desk.locator("#case-head")).to_contain_text(standing)
    desk.locator('#case-head a[href="?tab=summary#editor"]').click()
    for name in ("cause", "solution", "prevention"):
        desk.locator(f"#summary_{name}").fill(getattr(SUMMARY, name))
    shoot(desk, f"desk-summary-{size}")
    check_accessible(desk)
    desk.get_by_role("button", name=FILE[language]).click()
    expect(desk.locator("#timeline")).to_contain_text(SUMMARY.prevention)

    expect(customer.locator("#summary")).to_contain_text(SUMMARY.prevention)  # without a reload
    shoot(customer, f"track-summary-{size}")
    check_accessible(customer)
    ticket.refresh_from_db()
    assert ticket.state == "closed"
