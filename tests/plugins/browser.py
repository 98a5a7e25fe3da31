"""Chromium for the tests marked `browser`; `tests/browser/conftest.py` makes pages of it.

A request that leaves the live server, a script error or a refused Content-Security-Policy is a complaint, and
whoever watches a page fails its test for one. Without Chromium these tests are skipped and say so; with
SERVICEDESK_REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test needs committed data and, in one process, all browser tests one browser."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole process."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("SERVICEDESK_REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here and was not found")
        pytest.skip("no Chromium on this machine: install it to run the browser tests")
    # Playwright's own loop makes Django take this thread for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# What a test does on purpose: a refused request, a connection that is gone, leaving a page during its poll.
EXPECTED = (
    "status of 4",
    "net::ERR_INTERNET_DISCONNECTED",
    "Status Error Code 4",
    "htmx:sendAbort",
    "htmx:afterRequest",
)


def watch(page: Page, home: str, complaints: list[str]) -> None:
    """Collect in `complaints` whatever a page must never do."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in EXPECTED):
            complaints.append(message.text)

    page.on(
        "request", lambda request: complaints.append(request.url) if is_foreign(request.url, home) else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", on_console)


def is_foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))
