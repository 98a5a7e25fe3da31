"""A lead plans somebody's leave with a deputy and sees it in the list of people; both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": {
        "people": "People",
        "leave": "Leave Chen Jie",
        "first": "First day",
        "last": "Last day",
        "who": "Who stands in",
        "plan": "Plan leave",
        "done": "Ma Li stands in",
        "all": "All people",
    },
    "zh-CN": {
        "people": "人员",
        "leave": "休假 Chen Jie",
        "first": "起始日",
        "last": "截止日",
        "who": "由谁代理",
        "plan": "安排休假",
        "done": "由 Ma Li 代理",
        "all": "所有人员",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_list_to_the_plan_and_back(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says, today = WORDS[language], timezone.now().date()
    page = signed_in("/desk/people/", user=lead, language=language, size=size)
    check_accessible(page)
    page.get_by_role("link", name=says["leave"]).click()
    page.get_by_label(says["first"]).fill(f"{today}")
    page.get_by_label(says["last"]).fill(f"{today + timedelta(days=3)}")
    page.get_by_label(says["who"]).select_option(f"{colleague.pk}")
    check_accessible(page)
    page.get_by_role("button", name=says["plan"]).click()
    expect(page.get_by_text(says["done"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-leave-{size}-{language}")
    page.get_by_role("link", name=says["all"]).click()
    expect(page.get_by_text(says["done"])).to_be_visible()
    shoot(page, f"desk-people-{size}-{language}")
    assert ticket.owner.name == "Chen Jie"
