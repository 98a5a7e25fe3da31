"""The pages about working calendars in every size and theme, and the editor by script and by keyboard."""

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from core.actors import Actor
from sla.models import CalendarVersion
from sla.services.calendar_install import install_calendar

LOOKS = [
    ("desktop", "light"),
    ("desktop", "dark"),
    ("phone", "light"),
    ("phone", "dark"),
    ("narrow", "light"),
]
OFFICE = "/insights/calendars/CN-OFFICE/"
PAGES = {
    "list": "/insights/calendars/",
    "one": OFFICE,
    "edit": f"{OFFICE}edit/",
    "clocks": f"{OFFICE}versions/1/clocks/",
    "new": "/insights/calendars/new/",
}


@pytest.fixture(autouse=True)
def office(manager: User, now: datetime) -> CalendarVersion:
    return install_calendar(actor=Actor.user(manager), now=now)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_in_every_size_and_theme(
    open_as: Any, check_accessible: Any, shoot: Any, manager: User, name: str
) -> None:
    for size, theme in LOOKS:
        page = open_as(manager, PAGES[name], size=size, theme=theme)
        shoot(page, f"calendar-{name}-{size}-{theme}")
        check_accessible(page)
        assert size != "desktop" or page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        page.context.close()


def test_the_pages_in_chinese(open_as: Any, check_accessible: Any, shoot: Any, manager: User) -> None:
    for name, address in PAGES.items():
        page = open_as(manager, address, size="phone", language="zh-CN")
        shoot(page, f"calendar-{name}-zh")
        check_accessible(page)
        page.context.close()


def test_a_preview_of_another_country(open_as: Any, check_accessible: Any, shoot: Any, manager: User) -> None:
    page: Page = open_as(manager, OFFICE, size="phone")
    page.get_by_text("Another country").click()
    page.get_by_label("Country, as a code").fill("DE")
    page.locator("details[open] button", has_text="Preview").click()
    page.get_by_role("heading", name="What DE").wait_for()
    shoot(page, "calendar-preview-phone")
    check_accessible(page)


@pytest.mark.parametrize("script", [True, False])
def test_hours_are_added_copied_and_published(open_as: Any, manager: User, *, script: bool) -> None:
    page: Page = open_as(manager, f"{OFFICE}edit/", script=script)
    page.get_by_role("button", name="Add hours Monday").press("Enter")
    page.get_by_label("Monday, from").nth(2).fill("19")
    page.get_by_label("Monday, until").nth(2).fill("2030")
    page.get_by_role("button", name="Copy Monday").click()
    page.get_by_label("Friday, until").nth(2).wait_for()
    page.get_by_label("Why it changes").fill("Evening desk")
    page.get_by_role("button", name="Publish").last.click()
    page.get_by_role("heading", name="Every week").wait_for()
    newest = CalendarVersion.objects.get(number=2)
    assert [hours[-1] for hours in newest.weekly[:5]] == [["19:00", "20:30"]] * 5
