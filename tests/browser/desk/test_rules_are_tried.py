"""A lead writes a rule, tries it on the last month and keeps it; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": {
        "new": "New rule",
        "how": "always this person",
        "who": "Person, if it is always the same",
        "try": "Try it on the last 30 days",
        "tried": "1 request looked at, 0 with another owner.",
        "save": "Save",
        "done": "Always this person: Chen Jie",
    },
    "zh-CN": {
        "new": "新规则",
        "how": "固定此人",
        "who": "人员（固定时填写）",
        "try": "用过去 30 天试算",
        "tried": "查看了 1 个事项，其中 0 个负责人不同。",
        "save": "保存",
        "done": "固定此人：Chen Jie",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_draft_to_the_rule(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    page = signed_in("/desk/rules/owners/", user=lead, language=language, size=size)
    check_accessible(page)
    page.get_by_role("link", name=says["new"]).click()
    page.get_by_text(says["how"], exact=True).click()
    page.get_by_label(says["who"]).select_option(f"{ticket.owner_id}")
    check_accessible(page)
    page.get_by_role("button", name=says["try"]).click()
    expect(page.get_by_text(says["tried"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-rule-tried-{size}-{language}")
    page.get_by_role("button", name=says["save"]).click()
    expect(page.get_by_text(says["done"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-dispatch-{size}-{language}")
