"""The three pages of the README, with the demo organisation of the first start: each audience's own.

To take the pictures anew:

    SCREENSHOTS=docs/screenshots python3 manage.py test tests/browser/test_readme_pictures.py
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from servicedesk.demo.people import sign_in
from servicedesk.demo.seeding import seed
from tickets.models import Ticket
from tickets.tracking import token_for

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def demo(transactional_db: None) -> None:
    """What `up` makes on its first start."""
    seed(now=timezone.now())


@pytest.fixture
def signed_in(demo: None, contexts: Contexts) -> Callable[[str], Page]:
    def enter(name: str) -> Page:
        person = sign_in(name)
        page = contexts().new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", person.email)
        page.fill("[name=password]", person.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/desk/**")
        return page

    return enter


def keep(page: Page, name: str) -> None:
    """The part that a window shows, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", scale="css", caret="initial")


def test_the_customer_sees_what_was_promised_and_what_was_done(demo: None, contexts: Contexts) -> None:
    """C1.3."""
    page = contexts().new_page()
    page.goto(f"/track/{token_for(Ticket.objects.get(serial='KX48-2211-0937'))}/")
    expect(page.get_by_role("heading", name="Heating stops with error E4")).to_be_visible()
    keep(page, "track")


def test_the_agent_sees_the_next_deadline_first(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("Chen Jie")
    page.goto("/desk/")
    expect(page.get_by_text("Cold room compressor trips", exact=True)).to_be_visible()
    keep(page, "desk")


def test_the_manager_sees_what_was_kept(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("Gao Yun")
    page.goto("/insights/")
    expect(page.get_by_role("heading", name="Are we keeping our word?")).to_be_visible()
    keep(page, "insights")
