from typing import Any

from playwright.sync_api import Page


def test_shows_every_operation_within_the_content_policy(
    open_page: Any, transactional_db: None, shoot: Any
) -> None:
    page: Page = open_page("/api/v1/docs/")
    # a hundred operations are drawn by the browser: on a busy machine that takes its time
    page.get_by_text("/api/v1/tickets/{number}/contacts/").wait_for(timeout=60_000)
    shoot(page, "api-docs")
    assert page.locator(".opblock").count() > 18
    page.locator("#operations-tickets-post_note .opblock-summary-control").click()
    page.get_by_text("the customer never sees it").wait_for()


def test_says_without_script_where_the_description_is(open_page: Any, transactional_db: None) -> None:
    page: Page = open_page("/api/v1/docs/", script=False)
    assert page.get_by_role("link", name="OpenAPI").get_attribute("href") == "/api/v1/schema/"
