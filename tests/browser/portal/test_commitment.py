"""The letter a customer reads and prints, in every size, theme and language."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from sla.models import CommitmentVersion

LOOKS = [
    ("desktop", "light", "en-GB"),
    ("desktop", "dark", "zh-CN"),
    ("phone", "light", "zh-CN"),
    ("phone", "dark", "en-GB"),
    ("narrow", "light", "en-GB"),
]


@pytest.fixture
def look(open_page: Any, check_accessible: Any, shoot: Any) -> Callable[..., None]:
    def see(address: str, name: str) -> None:
        for size, theme, language in LOOKS:
            page = open_page(address, size=size, theme=theme, language=language)
            shoot(page, f"{name}-{size}-{theme}-{language[:2]}")
            check_accessible(page)
            page.context.close()

    return see


def test_the_letter(look: Any, house: User) -> None:
    look("/commitment/", "letter")


def test_the_printed_letter(look: Any, house: User) -> None:
    look(f"/commitment/{CommitmentVersion.objects.get().number}/print/", "print")


def test_nothing_in_force(look: Any, agent: User) -> None:
    look("/commitment/", "no-letter")


def test_the_sheet_fits_a4(open_page: Any, house: User) -> None:
    page: Page = open_page(f"/commitment/{CommitmentVersion.objects.get().number}/print/")
    page.emulate_media(media="print")
    assert not page.locator("body > header").is_visible()
    assert page.locator(".seal").is_visible()
    page.set_viewport_size({"width": 643, "height": 900})  # A4 within its margins, in CSS pixels
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_the_tracking_page_to_the_letter_and_back(open_page: Any, asked: Any, link: Any) -> None:
    page: Page = open_page(link())
    page.get_by_role("link", name="commitment letter").first.click()
    assert page.get_by_role("heading", name="Special commitment").is_visible()
