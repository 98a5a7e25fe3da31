"""An administrator opens an empty installation and sets it up to the first running clock; both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.first_account import opening_code
from accounts.models import User
from sla.models import Clock
from tests.conftest import PASSWORD

WORDS = {
    "en-GB": {
        "begin": "Make the account and begin",
        "save": "Save",
        "mail": "Send a test mail to gao@desk.example",
        "accepted": "accepted",
        "letter": "Draft letter A, the special commitment",
        "sign": "Sign ",
        "register": "Register ticket",
        "done": "All is set up: promises can be kept.",
    },
    "zh-CN": {
        "begin": "创建账户并开始",
        "save": "保存",
        "mail": "发送测试邮件至 gao@desk.example",
        "accepted": "已接受",
        "letter": "起草承诺书 A（专项承诺）",
        "sign": "签署",
        "register": "登记事项",
        "done": "一切就绪，可以兑现承诺了。",
    },
}


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("en-GB", "desktop", "light"), ("zh-CN", "phone", "dark")]
)
def test_from_an_empty_database_to_a_running_clock(
    language: str,
    size: str,
    theme: str,
    transactional_db: None,
    open_page: Callable[..., Page],
    settings: Settings,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says, picture = WORDS[language], f"{size}-{language}"
    settings.MAIL_CATCHER_DIR = None  # its pages are not part of a test run
    page = open_page("/desk/", language=language, size=size, theme=theme)
    page.wait_for_url("**/desk/start/account/")
    check_accessible(page)
    shoot(page, f"start-account-{picture}")
    open_the_installation(page, says, check_accessible)
    shoot(page, f"start-empty-{picture}")

    follow(page, "#company")
    page.locator("#id_phone").fill("400 800 2230")
    page.locator("#id_zone").select_option("Asia/Shanghai")
    back(page, says["save"])
    follow(page, "#branch")
    page.locator("#id_name").fill("North")
    page.locator("#id_code").fill("north")
    back(page, says["save"])
    page.locator("#branch form .btn").click()
    expect(page.locator("#branch .tone-met")).to_be_visible()
    for name, role in (("Chen Jie", "agent"), ("Lin Yue", "lead")):
        follow(page, "#people")
        page.locator("#id_name").fill(name)
        page.locator("#id_email").fill(f"{role}@desk.example")
        page.locator("#id_role").select_option(role)
        back(page, says["save"])
    page.locator("#people .btn").last.click()
    page.locator("#id_lead").select_option(f"{User.objects.get(role='lead').pk}")
    back(page, says["save"])
    check_accessible(page)
    shoot(page, f"start-half-{picture}")

    page.get_by_role("button", name=says["mail"]).click()
    expect(page.locator("#mail").get_by_text(says["accepted"], exact=True)).to_be_visible()
    page.get_by_role("button", name=says["letter"]).click()
    page.get_by_role("button", name=says["sign"]).click()
    page.wait_for_url("**/desk/start/")
    follow(page, "#ticket")
    page.locator("#id_name").fill("Old Li")
    page.locator("#id_phone").fill("138 0013 8000")
    page.locator("#id_problem").fill("It leaks.")
    page.locator("input[name=impact][value=degraded]").check()
    page.locator("input[name=kind][value=repair]").check()
    back(page, says["register"])
    expect(page.get_by_text(says["done"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"start-done-{picture}")
    assert Clock.objects.filter(state="running").exists()


def open_the_installation(page: Page, says: dict[str, str], check: Callable[[Page], None]) -> None:
    """A wrong code first, which is said; then the right one."""
    page.locator("#id_code").fill("AAAA-BBBB-CCCC-DDDD")
    page.locator("#id_name").fill("Gao Yun")
    page.locator("#id_email").fill("gao@desk.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name=says["begin"]).click()
    expect(page.locator("#summary")).to_be_visible()
    check(page)
    page.locator("#id_code").fill(opening_code().lower())
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name=says["begin"]).click()
    page.wait_for_url("**/desk/start/")
    check(page)


def follow(page: Page, step: str) -> None:
    """The first thing a step offers."""
    page.locator(f"{step} a.btn").first.click()
    page.wait_for_url("**back=start")


def back(page: Page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/desk/start/")
