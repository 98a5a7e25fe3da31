"""An agent sets quiet hours and reads the desk in the other language from the next page on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.desk.conftest import SignedIn


@pytest.mark.parametrize(("size", "theme", "script"), [("desktop", "light", False), ("phone", "dark", True)])
def test_from_one_language_to_the_other(
    size: str,
    theme: str,
    script: bool,  # noqa: FBT001
    signed_in: SignedIn,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in("/desk/settings/", size=size, theme=theme, script=script)
    page.get_by_label("Quiet from").fill("22:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("a beginning and an end").first.wait_for()
    shoot(page, f"desk-settings-wrong-{size}-{theme}")
    page.get_by_label("Quiet until").fill("07:00")
    page.get_by_label("简体中文").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("设置已保存").wait_for()
    assert page.get_by_label("免打扰结束").input_value() == "07:00"
    if script:
        check_accessible(page)
    shoot(page, f"desk-settings-zh-{size}-{theme}")
