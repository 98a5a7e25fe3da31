"""Somebody who forgot the password comes in by a code from the mailbox, and chooses a new one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from accounts.models import User
from tests.browser.conftest import OpenPage
from tests.notifications.conftest import Postbox, postbox, text_of  # noqa: F401 - the fixture

WORDS = {"en-GB": ("en", "Enter the code"), "zh-CN": ("zh-hans", "输入验证码")}


@pytest.mark.parametrize(
    ("language", "size", "theme", "script"),
    [
        ("en-GB", "desktop", "light", True),
        ("zh-CN", "phone", "dark", True),
        ("en-GB", "phone", "light", False),
    ],
)
def test_by_a_code_and_then_a_new_password(
    language: str,
    size: str,
    theme: str,
    script: bool,  # noqa: FBT001
    open_page: OpenPage,
    agent: User,
    postbox: Postbox,  # noqa: F811
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    spoken, heading = WORDS[language]
    User.objects.filter(pk=agent.pk).update(language=spoken)

    def look(page: Page, name: str) -> None:
        if script:
            check_accessible(page)
        shoot(page, f"mail-{name}-{size}-{theme}")

    page = open_page("/accounts/login/", language=language, size=size, theme=theme, script=script)
    look(page, "login")
    page.locator("a[href^='/accounts/login/code/']").click()
    look(page, "ask")
    page.locator("input[name=email]").fill(agent.email)
    page.locator("input[name=email]").press("Enter")
    page.get_by_role("heading", name=heading).wait_for()
    look(page, "enter")
    link = re.search(r"http://\S+\?code=\S+", text_of(postbox.mails[0]))
    assert link is not None
    page.goto(link[0])
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url("**/desk/")

    page.goto("/accounts/logout/")
    page.locator("main form[action='/accounts/logout/'] button").click()
    page.locator("a[href='/accounts/password/reset/']").click()
    look(page, "forgot")
    page.locator("input[name=email]").fill(agent.email)
    page.locator("input[name=email]").press("Enter")
    page.wait_for_url("**/reset/done/")
    look(page, "sent")
    link = re.search(r"http://\S+/key/\S+", text_of(postbox.mails[-1]))
    assert link is not None
    page.goto(link[0])
    look(page, "new")
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill("another-long-password")
    page.locator("input[name=password2]").press("Enter")
    page.wait_for_url("**/key/done/")
    look(page, "saved")


def test_the_page_that_asks_to_wait_is_readable(
    open_page: OpenPage, agent: User, settings: Settings, check_accessible: Callable[[Page], None]
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    page = open_page("/accounts/login/", size="phone")
    for _attempt in range(2):
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(agent.email)
        page.locator("input[name=password]").fill("guess")
        page.locator("input[name=password]").press("Enter")
    page.get_by_role("heading", name="Too many attempts").wait_for()
    check_accessible(page)
