"""What loads later has its place kept: nothing moves under the reader's eyes."""

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import SIZES
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WHOLE = 3_000  # so high that all of the page counts
LONGER_THAN_A_POLL = 3_500
SLOW, AS_FAST_AS_IT_CAN = 20_000, -1  # bytes in a second
MANY_FRAMES = 400  # milliseconds in which a page comes: it is not there at once
MOVED = """() => new Promise(done => {
    const place = ({x, y, width, height}) => `${width} x ${height} at ${x}, ${y}`;
    const name = (node) => (node?.outerHTML ?? node?.textContent ?? "what is gone").slice(0, 100);
    const move = ({node, previousRect, currentRect}) =>
        `${name(node)} from ${place(previousRect)} to ${place(currentRect)}`;
    const tell = ({value, startTime, sources}) =>
        `${value} after ${Math.round(startTime)} ms: ${sources.map(move).join("; ")}`;
    new PerformanceObserver((list) => done(list.getEntries().filter(it => !it.hadRecentInput).map(tell)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(done, 300, []);
})"""
TRANSFER = """() => {
    const [page] = performance.getEntriesByType("navigation");
    return page.responseEnd - page.responseStart;
}"""


def high(page: Page, size: str) -> None:
    page.set_viewport_size({"width": SIZES[size][0], "height": WHOLE})


def assert_still(page: Page, when: str) -> None:
    moved = page.evaluate(MOVED)
    assert not moved, "\n".join([when, *moved])


def pages(ticket: Ticket) -> tuple[str, ...]:
    return "/desk/", f"/desk/tickets/{ticket.number}/", "/"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_when_parts_of_a_page_arrive(size: str, signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/", size=size)
    high(page, size)
    for path in pages(ticket):
        page.goto(path)
        page.wait_for_timeout(LONGER_THAN_A_POLL)
        assert_still(page, path)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_when_a_page_itself_arrives_in_parts(size: str, signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/", size=size)
    high(page, size)
    line = page.context.new_cdp_session(page)
    for path in pages(ticket):
        limit(line, AS_FAST_AS_IT_CAN)
        page.goto(path)  # from here on its styles are at hand, and nothing but the page is waited for
        limit(line, SLOW)
        page.goto(path)
        assert page.evaluate(TRANSFER) > MANY_FRAMES
        assert_still(page, path)


def limit(line: CDPSession, most: int) -> None:
    conditions = {"offline": False, "latency": 0, "downloadThroughput": most, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", conditions)


def test_when_a_deadline_in_the_table_counts_down(signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/")
    page.locator("details.look > summary").click()
    page.locator("details.look .btn.primary").click()
    page.clock.install()
    page.goto("/desk/")
    left = page.locator(".lines .count time")
    for ahead, says in (("01:00:00", "59 min"), ("50:00", "9 min"), ("09:05", " s"), ("01:00", "due now")):
        page.clock.fast_forward(ahead)
        assert says in left.inner_text()
        assert_still(page, says)
