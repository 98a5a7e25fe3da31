"""Two requests of one customer: linked, watched, merged after a preview, separated; in both languages."""

from collections.abc import Callable
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
    "en-GB": {
        "link_or_watch": "Link or watch",
        "is": "This request is",
        "number": "Number of the other request",
        "link": "Link",
        "linked": "Caused by",
        "watch": "Watch it myself",
        "watched": "Watched by Chen Jie",
        "merge": "Merge into another request",
        "see": "See what happens",
        "do": "Merge into",
        "undo": "Undo the merge",
        "apart": "it goes on as it was",
    },
    "zh-CN": {
        "link_or_watch": "关联或关注",
        "is": "本服务事项是",
        "number": "另一服务事项的编号",
        "link": "关联",
        "linked": "起因于",
        "watch": "我来关注",
        "watched": "关注人： Chen Jie",
        "merge": "合并到另一服务事项",
        "see": "查看结果",
        "do": "合并到",
        "undo": "撤销合并",
        "apart": "已重新分开",
    },
}


@pytest.fixture
def other(ticket: Ticket, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_link_to_the_undone_merge(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    other: Ticket,
    lead: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="Room two is cold.", now=ticket.received_at)
    page = signed_in(f"/desk/tickets/{ticket.number}/", language=language, size=size)

    page.get_by_role("link", name=says["link_or_watch"]).click()
    page.get_by_label(says["is"]).select_option("caused_by")
    page.get_by_label(says["number"]).fill(other.number)
    page.get_by_role("button", name=says["link"], exact=True).click()
    page.get_by_role("button", name=says["watch"]).click()
    expect(page.locator("main")).to_contain_text(says["linked"])
    check_accessible(page)
    shoot(page, f"desk-related-{size}-{language}")
    page.goto(f"/desk/tickets/{ticket.number}/")
    expect(page.locator("#related")).to_contain_text(says["linked"])
    expect(page.locator("#related")).to_contain_text(says["watched"])

    page.get_by_role("link", name=says["merge"]).click()
    check_accessible(page)
    shoot(page, f"desk-merge-{size}-{language}")
    page.get_by_role("link", name=says["see"]).click()
    check_accessible(page)
    shoot(page, f"desk-merge-preview-{size}-{language}")
    page.get_by_role("button", name=says["do"]).click()
    page.wait_for_url(f"**/desk/tickets/{other.number}/")
    expect(page.locator("#timeline")).to_contain_text("Room two is cold.")

    undoing = signed_in(f"/desk/tickets/{ticket.number}/", user=lead, language=language)
    shoot(undoing, f"desk-merged-{size}-{language}")
    undoing.get_by_role("button", name=says["undo"]).click()
    expect(undoing.get_by_text(says["apart"])).to_be_visible()
