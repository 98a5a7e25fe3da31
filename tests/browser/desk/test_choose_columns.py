"""Columns and order of the queue are chosen and are there again; as a table, on a phone as cards."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Branch, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.choices import Column
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

WORDS = {
    "en-GB": ("Branch", "Age", "Newest first", "Show as a table", "Show as a list"),
    "zh-CN": ("网点", "已历时", "最新在前", "以表格显示", "以列表显示"),
}
# a column further to the front, another further to the back, what is said of the first
MOVED = {
    "en-GB": ("Number further to the front", "Next deadline further to the back", "Number: 2 of 3"),
    "zh-CN": ("编号前移", "最近期限后移", "编号：第 2 列，共 3 列"),
}
LONG = (
    "暖通空调机组在夜间运行时反复出现E4故障代码并伴随异常噪音，两间诊疗室自清晨起无法供暖",
    "The outdoor unit stops with error E4 whenever the temperature falls below zero, then restarts by itself",
    "Pump leaks",
)
NAMES = (
    "Wang Min",
    "江南第一人民医院附属口腔门诊部",
    "Hengtai Textile Machinery Manufacturing Company Limited",
)


@pytest.fixture
def full(request_facts: ServiceRequest, agent: User, branch: Branch, now: datetime) -> list[Ticket]:
    """A page of the queue, with long words."""
    system = Actor.system("portal")
    made = []
    for n in range(25):
        customer = CustomerFacts(name=NAMES[n % 3], email="office@customer.example")
        facts = replace(request_facts, problem=f"{LONG[n % 3]} {n}", customer=customer)
        made.append(register_ticket(actor=system, request=facts, now=now - timedelta(minutes=7 * n)))
    return made


@pytest.mark.parametrize(("language", "theme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_chosen_columns_are_there_again(
    language: str,
    theme: str,
    signed_in: SignedIn,
    full: list[Ticket],
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    branch, age, newest, table, plain = WORDS[language]
    page = signed_in("/desk/", language=language, theme=theme)
    shoot(page, f"desk-list-{language}")
    page.locator(".look > summary").click()
    page.get_by_label(branch, exact=True).check()
    page.get_by_label(age, exact=True).check()
    page.get_by_role("combobox").select_option(label=newest)
    check_accessible(page)
    shoot(page, f"desk-look-{language}")
    page.get_by_role("button", name=table).click()
    expect(page.get_by_role("columnheader", name=age)).to_be_visible()
    page.reload()
    expect(page.get_by_role("columnheader", name=branch)).to_be_visible()
    expect(page.locator(".lines .title").first).to_contain_text("0")
    check_accessible(page)
    shoot(page, f"desk-table-{language}")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".lines .ticket").nth(3).click()
    page.wait_for_url("**/desk/tickets/*/")
    page.go_back()
    page.locator(".look > summary").click()
    page.get_by_role("button", name=plain).click()
    expect(page.locator("ul.tickets")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en-GB", "dark", "desktop"), ("zh-CN", "light", "phone")]
)
def test_columns_are_put_in_order_by_keyboard(
    language: str,
    theme: str,
    size: str,
    signed_in: SignedIn,
    full: list[Ticket],
    agent: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    earlier, later, said = MOVED[language]
    User.objects.filter(pk=agent.pk).update(queue_look={"columns": ["due", "owner", "number"]})
    page = signed_in("/desk/", language=language, theme=theme, size=size)
    page.locator(".look > summary").press("Enter")
    button = page.get_by_role("button", name=earlier)
    button.press("Enter")
    expect(button).to_be_focused()
    expect(page.get_by_role("status").filter(has_text=said)).to_have_count(1)
    button.press("Enter")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.press("Enter")  # at the front it stays
    page.get_by_role("button", name=later).press(" ")
    check_accessible(page)
    shoot(page, f"desk-look-order-{size}-{language}")
    page.locator(".columns input").first.press("Enter")  # shows the table, moves nothing
    page.wait_for_url("**/desk/")
    expect(page.locator(".lines")).to_be_visible()
    agent.refresh_from_db()
    assert agent.queue_look == {"columns": ["number", "owner", "due"]}


def test_without_script_columns_are_put_in_order_too(
    signed_in: SignedIn, full: list[Ticket], agent: User
) -> None:
    User.objects.filter(pk=agent.pk).update(queue_look={"columns": ["due", "owner", "number"]})
    page = signed_in("/desk/", script=False)
    page.locator(".look > summary").click()
    button = page.get_by_role("button", name=MOVED["en-GB"][0])
    button.click()
    expect(page).to_have_url(re.compile(r"/desk/#look-earlier-number$"))
    expect(button).to_be_visible()  # the chooser is open again, at the same button
    button.press("Enter")
    expect(page.locator(".lines th[scope=col]").nth(2)).to_have_text("Number")
    agent.refresh_from_db()
    assert agent.queue_look == {"columns": ["number", "due", "owner"]}


@pytest.mark.parametrize(("language", "theme"), [("en-GB", "dark"), ("zh-CN", "light")])
def test_with_all_columns_nothing_overflows(
    language: str,
    theme: str,
    signed_in: SignedIn,
    full: list[Ticket],
    agent: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    User.objects.filter(pk=agent.pk).update(queue_look={"columns": Column.values})
    for size in ("desktop", "tablet", "phone"):
        page = signed_in("/desk/", language=language, theme=theme, size=size)
        check_accessible(page)
        shoot(page, f"desk-columns-{size}-{language}")
    page.locator(".look > summary").click()
    check_accessible(page)
    shoot(page, f"desk-columns-look-phone-{language}")
    User.objects.filter(pk=agent.pk).update(queue_look={"columns": ["due", "owner", "customer", "number"]})
    page = signed_in("/desk/", language=language, theme=theme)
    check_accessible(page)
    expect(page.locator("#preview h2")).to_be_visible()
    expect(page.locator(".lines .title").first).to_be_visible()
    shoot(page, f"desk-columns-few-{language}")
    page.goto("/desk/?paused=1")
    check_accessible(page)
    shoot(page, f"desk-columns-none-{language}")
