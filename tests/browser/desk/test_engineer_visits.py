"""A visit on the engineer's phone, planned, worked on and signed over a bad connection, in both languages
(B3.3)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from tests.browser.desk.conftest import OpenPage, SignedIn
from tickets.choices import SignOff, State, VisitState
from tickets.entries import Entry
from tickets.models import Attachment, LogEntry, Ticket, Visit
from tickets.tracking import token_for

WORDS = {
    "en-GB": {
        "plan": "Plan the visit",
        "accept": "Accept",
        "out": "I am on the way",
        "there": "I have arrived",
        "again": "Send again",
        "sign": "Signature",
        "leave": "Report and leave",
    },
    "zh-CN": {
        "plan": "安排服务",
        "accept": "接受",
        "out": "我已出发",
        "there": "我已到达",
        "again": "重新发送",
        "sign": "签名",
        "leave": "提交报告并离开",
    },
}
SHANGHAI = ZoneInfo("Asia/Shanghai")


def plan(page: Page, colleague: User, begins: datetime, verb: str) -> None:
    """The agent plans it on the ticket's page."""
    begins = begins.astimezone(SHANGHAI)
    page.locator("#visit_owner").select_option(str(colleague.pk))
    page.locator("#visit_where").fill("1 Jinji Road, Pudong, Shanghai")
    page.locator("#visit_window_from").fill(f"{begins:%Y-%m-%dT%H:%M}")
    page.locator("#visit_window_until").fill(f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    page.locator("#visit_words").fill("Come in the morning.")
    page.locator("#visit_note").fill("Bring the big gasket.")
    page.get_by_role("button", name=verb).click()
    expect(page.locator("#visits .mini-promise")).to_have_count(1)


def lose_the_answer(route: Route) -> None:
    """The desk has done it, but the phone never learns of it."""
    route.fetch(max_redirects=0)
    route.abort("internetdisconnected")


def sign(page: Page) -> None:
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (-1) ** step * 25)
    page.mouse.up()


@pytest.mark.parametrize(("language", "theme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_a_visit_on_the_phone(
    language: str,
    theme: str,
    signed_in: SignedIn,
    open_page: OpenPage,
    colleague: User,
    ticket: Ticket,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    look: dict[str, Any] = {"size": "phone", "language": language, "theme": theme}
    words = WORDS[language]
    desk = signed_in(f"/desk/tickets/{ticket.number}/?tab=visit", **look)
    check_accessible(desk)
    shoot(desk, f"desk-visit-plan-{language}")
    plan(desk, colleague, now + timedelta(hours=2), words["plan"])
    shoot(desk, f"desk-visit-planned-{language}")
    ticket.refresh_from_db()
    assert ticket.state == State.SCHEDULED

    phone = signed_in("/desk/visits/", colleague, **look)
    check_accessible(phone)
    shoot(phone, f"desk-visits-{language}")
    phone.locator(".visit-line").click()
    check_accessible(phone)
    shoot(phone, f"desk-visit-{language}")
    address = phone.url

    phone.route("**/accept/", lose_the_answer)
    phone.get_by_role("button", name=words["accept"], exact=True).click()
    expect(phone.locator("#kept")).to_be_visible()
    phone.unroute("**/accept/")
    phone.get_by_role("button", name=words["again"]).click()
    phone.get_by_role("button", name=words["out"]).click()
    phone.get_by_role("button", name=words["there"]).click()
    expect(phone.locator("#leave_cause")).to_be_visible()
    assert LogEntry.objects.filter(entry=Entry.VISIT_ACCEPTED).count() == 1

    phone.locator("#leave_cause").fill("The gasket was worn")
    phone.locator("#leave_measures").fill("Gasket replaced; heating ran for an hour.")
    phone.reload()
    expect(phone.locator("#leave_measures")).to_have_value("Gasket replaced; heating ran for an hour.")
    phone.get_by_text(words["sign"], exact=True).click()
    sign(phone)
    check_accessible(phone)
    shoot(phone, f"desk-visit-report-{language}")

    customer = open_page(f"/track/{token_for(ticket)}/", **look)
    expect(customer.locator("#visits")).to_contain_text(colleague.name)
    check_accessible(customer)
    shoot(customer, f"portal-visit-{language}")

    phone.context.set_offline(True)
    phone.get_by_role("button", name=words["leave"]).click()
    expect(phone.locator("#kept")).to_be_visible()
    shoot(phone, f"desk-visit-offline-{language}")
    phone.context.set_offline(False)
    expect(phone.locator("#report")).to_be_visible()
    shoot(phone, f"desk-visit-done-{language}")

    visit = Visit.objects.get()
    assert (phone.url, visit.state, visit.sign_off) == (address, VisitState.DONE, SignOff.SIGNATURE)
    assert Attachment.objects.get().content_type == "image/png"
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('visit:'))") == []
