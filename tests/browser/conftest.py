"""What the browser tests of all faces share, on top of `tests.plugins.browser`.

    def test_x(open_page, check_accessible):
        page = open_page("/")                # 1440 px, light
        page = open_page("/", size="phone", theme="dark", language="zh-CN", script=False)
        check_accessible(page)               # axe: nothing against WCAG 2.2 AA; nothing scrolls sideways

A page that asks anybody but the live server, a script error or a refusal by the content policy fails it.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.plugins.browser import watch

SIZES = {"desktop": (1440, 900), "tablet": (768, 1024), "phone": (390, 844), "narrow": (320, 640)}
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}

STILL_SECONDS = 0.15

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below this folder is a browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def _wait_for_the_server(transactional_db: None) -> Iterator[None]:
    """A request still being answered would dead-lock with the emptying of the tables after the test.

    One that a page sent as it was closed may begin a moment later: so it must have been still for as long.
    """
    running: list[object] = []
    still_since = 0.0

    def begin(**_facts: object) -> None:
        running.append(None)

    def end(**_facts: object) -> None:
        nonlocal still_since
        if running:  # the first may have begun before we listened
            running.pop()
        still_since = time.monotonic()

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    still_since = time.monotonic()
    until = still_since + 5
    while (running or time.monotonic() < still_since + STILL_SECONDS) and time.monotonic() < until:
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def contexts(
    chromium: Browser, live_server: LiveServer, _wait_for_the_server: None
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes visitors: browser contexts that share nothing."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        *,
        size: str = "desktop",
        theme: str = "light",
        language: str = "en-GB",
        script: bool = True,
        zone: str = "Asia/Shanghai",
    ) -> BrowserContext:
        width, height = SIZES[size]
        options: dict[str, Any] = {"has_touch": True, "is_mobile": True} if width < 500 else {}
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale=language,
            timezone_id=zone,
            java_script_enabled=script,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("page", lambda page: watch(page, live_server.url, complaints))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def open_page(contexts: Callable[..., BrowserContext]) -> OpenPage:
    """Open an address of the live server as a new visitor; see the module's text for the options."""

    def open_(address: str, **options: Any) -> Page:
        page = contexts(**options).new_page()
        page.goto(address)
        return page

    return open_


@pytest.fixture
def check_accessible() -> Callable[[Page], None]:
    """Fail when axe finds anything that breaks WCAG 2.2 AA, or when the page scrolls sideways."""

    def check(page: Page) -> None:
        found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        said = [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in found]
        assert not said, said
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"scrolls sideways: {width}"

    return check


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of the whole page in the folder SCREENSHOTS names; without it nothing is written."""
    folder = os.environ.get("SCREENSHOTS", "")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            # With the caret as it is: to hide it a style would be set that the page's policy forbids.
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")

    return keep
