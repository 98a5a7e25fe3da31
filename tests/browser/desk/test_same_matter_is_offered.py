"""The agent completes what is missing and merges what is the same; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

WORDS = {
    "en-GB": {
        "complete": "Complete the facts",
        "serial": "Serial number",
        "save": "Save",
        "done": "completed the facts",
        "same": "Likely the same matter",
        "merge": "Merge",
    },
    "zh-CN": {
        "complete": "补全信息",
        "serial": "序列号",
        "save": "保存",
        "done": "补全了信息",
        "same": "可能是同一事项",
        "merge": "合并",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_what_is_missing_to_the_other_request(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    request_facts: ServiceRequest,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    system = Actor.system("portal")
    other = register_ticket(actor=system, request=request_facts, now=ticket.received_at)
    Ticket.objects.filter(pk=ticket.pk).update(serial="", location="")
    page = signed_in(f"/desk/tickets/{ticket.number}/", language=language, size=size)
    expect(page.get_by_role("heading", name=says["same"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-same-matter-{size}-{language}")
    page.get_by_role("link", name=says["complete"]).click()
    page.get_by_role("textbox", name=says["serial"]).fill("KX-9")
    check_accessible(page)
    page.get_by_role("button", name=says["save"]).click()
    expect(page.locator("#timeline")).to_contain_text(says["done"])
    page.get_by_role("link", name=f"{says['merge']} {other.number}").click()
    page.wait_for_url("**/merge/**")
    expect(page.locator("main")).to_contain_text(other.number)
