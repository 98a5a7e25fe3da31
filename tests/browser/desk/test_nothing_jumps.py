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
MOVED = """since => new Promise(done => {
    const begun = since === "load" ? performance.getEntriesByType("navigation")[0].loadEventEnd : 0;
    const place = ({x, y, width, height}) => `${width} x ${height} at ${x}, ${y}`;
    const name = (node) => (node?.outerHTML ?? node?.textContent ?? "what is gone").slice(0, 100);
    const move = ({node, previousRect, currentRect}) =>
        `${name(node)} from ${place(previousRect)} to ${place(currentRect)}`;
    const tell = ({value, startTime, sources}) =>
        `${value} after ${Math.round(startTime)} ms: ${sources.map(move).join("; ")}`;
    const counts = ({hadRecentInput, startTime}) => !hadRecentInput && startTime > begun;
    new PerformanceObserver((list) => done(list.getEntries().filter(counts).map(tell)))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(done, 300, []);
})"""
PAINTED_BEFORE_THE_END = """() => {
    const [page] = performance.getEntriesByType("navigation");
    return performance.getEntriesByName("first-contentful-paint")[0].startTime < page.responseEnd;
}"""
TRANSFER = """() => {
    const [page] = performance.getEntriesByType("navigation");
    return page.responseEnd - page.responseStart;
}"""


def high(page: Page, size: str) -> None:
    page.set_viewport_size({"width": SIZES[size][0], "height": WHOLE})


def assert_still(page: Page, when: str, *, since: str = "start") -> None:
    moved = page.evaluate(MOVED, since)
    assert not moved, "\n".join([when, *moved])


def pages(ticket: Ticket) -> tuple[str, ...]:
    return "/desk/", f"/desk/tickets/{ticket.number}/", "/"


# A phone shows a page while it is still read (below), so there it counts from when it is.
@pytest.mark.parametrize(("size", "since"), [("desktop", "start"), ("phone", "load")])
def test_when_parts_of_a_page_arrive(size: str, since: str, signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/", size=size)
    high(page, size)
    for path in pages(ticket):
        page.goto(path)
        page.wait_for_timeout(LONGER_THAN_A_POLL)
        assert_still(page, path, since=since)


def test_when_a_page_itself_arrives_in_parts(signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/")
    high(page, "desktop")
    for path in pages(ticket):
        come_slowly(page, path)
        assert_still(page, path)


def test_a_phone_on_a_slow_line_shows_at_once_what_it_has(signed_in: SignedIn, ticket: Ticket) -> None:
    page: Page = signed_in("/desk/", size="phone")
    for path in pages(ticket):
        come_slowly(page, path)
        assert page.evaluate(PAINTED_BEFORE_THE_END), path


def come_slowly(page: Page, path: str) -> None:
    """Open a page whose styles are at hand, so that nothing but the page itself is waited for."""
    line = page.context.new_cdp_session(page)
    page.goto(path)
    limit(line, SLOW)
    page.goto(path)
    limit(line, AS_FAST_AS_IT_CAN)
    assert page.evaluate(TRANSFER) > MANY_FRAMES


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
