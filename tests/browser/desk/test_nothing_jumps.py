"""What loads later has its place kept: nothing moves under the reader's eyes."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SIZES
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WHOLE = 3_000  # so high that all of the page counts
LONGER_THAN_A_POLL = 3_500
MOVED = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().filter(it => !it.hadRecentInput).reduce((sum, it) => sum + it.value, 0)
)).observe({type: "layout-shift", buffered: true}) ?? setTimeout(done, 300, 0))"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_when_parts_of_a_page_arrive(size: str, signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/", size=size)
    page.set_viewport_size({"width": SIZES[size][0], "height": WHOLE})
    for path in ("/desk/", f"/desk/tickets/{ticket.number}/", "/"):
        page.goto(path)
        page.wait_for_timeout(LONGER_THAN_A_POLL)
        assert page.evaluate(MOVED) == 0, path
