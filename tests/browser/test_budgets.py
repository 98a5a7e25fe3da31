"""What a page may weigh, and how soon something is seen: below 100 kB of script and style, within a second.

The figures are kept as `budget-*.json` in the folder that FIGURES names; a run of `.ci/run` prints them.
"""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response

from servicedesk.demo.people import sign_in
from servicedesk.demo.seeding import seed

MOST_BYTES = 100_000
MOST_MILLISECONDS = 1000
LOADS = 5  # the quickest counts: what else the machine does is not the page's doing
FIRST_PAINT = """() => new Promise((seen) => {
  const look = (list) =>
    list.getEntriesByName("first-contentful-paint").forEach((paint) => seen(paint.startTime));
  new PerformanceObserver(look).observe({ type: "paint", buffered: true });
})"""


@pytest.fixture
def demo(transactional_db: None) -> None:
    """What `up` makes on its first start."""
    seed(now=timezone.now())


@pytest.fixture
def form(demo: None, open_page: Callable[..., Page]) -> Page:
    return open_page("/", size="phone")


@pytest.fixture
def queue(demo: None, open_page: Callable[..., Page]) -> Page:
    page = open_page("/accounts/login/")
    person = sign_in("Chen Jie")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", person.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    page.goto("/desk/")
    page.locator("a.ticket").first.wait_for()
    return page


@pytest.mark.parametrize("name", ["form", "queue"])
def test_what_a_page_weighs_and_when_it_is_seen(name: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(name)
    figures = {"bytes": weight(page), "first_paint_ms": first_paint(page)}
    keep(name, figures)
    assert figures["bytes"] < MOST_BYTES, figures
    assert figures["first_paint_ms"] < MOST_MILLISECONDS, figures


def weight(page: Page) -> int:
    """Script and style of the page as they travel: each file compressed."""
    bodies: dict[str, Response] = {}

    def take(response: Response) -> None:
        if response.request.resource_type in {"script", "stylesheet"}:
            bodies[response.url] = response

    page.on("response", take)
    page.reload(wait_until="networkidle")
    page.remove_listener("response", take)
    assert len(bodies) > 5  # it did look
    return sum(len(gzip.compress(response.body())) for response in bodies.values())


def first_paint(page: Page) -> int:
    """Milliseconds from the request to the first thing seen, of the quickest of some loads."""
    found: list[float] = []
    for _load in range(LOADS):
        page.reload()
        found.append(page.evaluate(FIRST_PAINT))
    return round(min(found))


def keep(name: str, figures: dict[str, Any]) -> None:
    """Into the artefacts of the run, where there are any."""
    folder = os.environ.get("FIGURES", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"budget-{name}.json").write_text(json.dumps({"page": name} | figures) + "\n")
