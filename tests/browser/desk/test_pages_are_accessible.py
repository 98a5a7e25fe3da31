"""Every page of the desk passes axe at WCAG 2.2 AA, on wide screens and phones, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.desk.conftest import OpenPage, SignedIn
from tickets.models import Ticket

PAGES = [
    "",
    "new/",
    "alerts/",
    "me/",
    "tickets/{number}/",
    "tickets/{number}/?tab=call",
    "tickets/{number}/?tab=task",
    "tickets/{number}/?tab=visit",
    "tasks/",
    "visits/",
    "states/",
    "tickets/{number}/facts/",
    "tickets/{number}/alike/",
    "people/{person}/leave/",
    "tickets/{number}/complaint/",
    "tickets/{number}/?tab=resolve",
    "settings/",
    "?missed=1&mine=1",
    "tickets/{number}/canned/",
    "views/?missed=1&mine=1",
    "bulk/done/",
]


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_the_desk(
    size: str,
    theme: str,
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in("/desk/", size=size, theme=theme)
    for path in PAGES:
        page.goto(f"/desk/{path}".format(number=ticket.number, person=ticket.owner_id))
        check_accessible(page)
        shoot(page, f"desk-{path.partition('/')[0].partition('?')[0] or 'queue'}-{size}-{theme}")


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [
        ("desktop", "light", "en-GB"),
        ("desktop", "dark", "zh-CN"),
        ("phone", "light", "zh-CN"),
        ("phone", "dark", "en-GB"),
    ],
)
def test_the_style_guide(
    size: str,
    theme: str,
    language: str,
    signed_in: SignedIn,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in("/styleguide/", size=size, theme=theme, language=language)
    check_accessible(page)
    # what the sheet names is drawn: 16 px for --s4, and the ground of the page for its own swatch
    widths = page.eval_on_selector_all(".sizes rect", "them => them.map(it => it.getBBox().width)")
    assert 16 in widths
    canvas = page.locator(".swatches rect").first.evaluate("it => getComputedStyle(it).fill")
    assert canvas == page.evaluate("getComputedStyle(document.body).backgroundColor")
    whole = page.locator("main").evaluate("it => ({width: innerWidth, height: it.scrollHeight})")
    page.set_viewport_size(whole)
    shoot(page, f"styleguide-{size}-{theme}-{language}")


@pytest.mark.parametrize("size", ["desktop", "narrow"])
def test_the_way_in(size: str, open_page: OpenPage, check_accessible: Callable[[Page], None]) -> None:
    check_accessible(open_page("/accounts/login/", size=size))


def test_without_script_a_ticket_can_be_read_and_answered(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/", script=False)
    page.get_by_role("link", name="Note").click()
    page.get_by_label("Internal note").fill("Written without script.")
    page.get_by_role("button", name="Add note").click()
    assert "Written without script." in page.locator("#timeline").inner_text()
