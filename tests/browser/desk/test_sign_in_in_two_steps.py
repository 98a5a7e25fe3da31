"""A member of staff sets up a second step, comes in by it, by a recovery code and by a passkey."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings

from accounts.models import User
from tests.conftest import PASSWORD

Contexts = Callable[..., BrowserContext]
Check = Callable[[Page], None]
Shoot = Callable[[Page, str], None]

SECURITY = "/accounts/2fa/"
LOOKS = [("en-GB", "desktop", "light"), ("zh-CN", "phone", "dark")]
WORDS = {
    "en-GB": ("Second step", "9 of 10 codes are left", "this device"),
    "zh-CN": ("第二步验证", "恢复码共 10 个，还剩 9 个", "当前设备"),
}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret: str, *, periods: int = 0) -> str:
    """What the app shows now, or some half minutes later: each code works once."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods)))


def enter_password(page: Page, person: User) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def enter_code(page: Page, digits: str) -> None:
    page.locator("input[name=code]").fill(digits)
    page.locator("input[name=code]").press("Enter")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form[action='/accounts/logout/'] button").click()
    page.wait_for_url("**/accounts/login/")


def show_that_it_is_me(page: Page) -> None:
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")


def set_up_the_app(page: Page, check: Check, shoot: Shoot, name: str) -> str:
    """The app's secret; ends on the page of the recovery codes."""
    page.goto("/desk/settings/")
    page.locator(f"main a[href='{SECURITY}']").click()
    check(page)
    shoot(page, f"security-off-{name}")
    page.locator("#app a").click()
    check(page)
    shoot(page, f"security-show-{name}")
    show_that_it_is_me(page)
    check(page)
    shoot(page, f"security-app-{name}")
    secret = page.locator("#authenticator_secret").inner_text()
    enter_code(page, code(secret))
    page.wait_for_url("**/2fa/recovery-codes/")
    check(page)
    return secret


@pytest.mark.parametrize(("language", "size", "theme"), LOOKS)
def test_with_an_app_and_a_recovery_code(
    language: str,
    size: str,
    theme: str,
    contexts: Contexts,
    agent: User,
    check_accessible: Check,
    shoot: Shoot,
) -> None:
    second_step, codes_left, this_one = WORDS[language]
    name = f"{size}-{theme}"
    elsewhere = contexts(language=language).new_page()
    enter_password(elsewhere, agent)
    elsewhere.wait_for_url("**/desk/")
    page = contexts(language=language, size=size, theme=theme).new_page()
    enter_password(page, agent)
    secret = set_up_the_app(page, check_accessible, shoot, name)
    spare = page.locator(".codes li").first.inner_text()
    shoot(page, f"security-codes-{name}")
    sign_out(page)

    enter_password(page, agent)
    page.get_by_role("heading", name=second_step).wait_for()
    check_accessible(page)
    shoot(page, f"security-second-step-{name}")
    enter_code(page, code(secret, periods=1))
    page.wait_for_url("**/desk/")
    sign_out(page)

    enter_password(page, agent)
    enter_code(page, spare)
    page.wait_for_url("**/desk/")
    page.goto(SECURITY)
    page.get_by_text(codes_left).wait_for()
    check_accessible(page)
    shoot(page, f"security-on-{name}")

    page.goto("/accounts/sessions/")
    page.get_by_text(this_one, exact=True).wait_for()
    check_accessible(page)
    shoot(page, f"security-sessions-{name}")
    page.locator("main li a[href^='/accounts/sessions/']").click()
    page.locator("main button.danger").wait_for()
    check_accessible(page)
    shoot(page, f"security-end-session-{name}")
    page.locator("main button.danger").click()
    page.get_by_text(this_one, exact=True).wait_for()
    check_accessible(page)
    assert page.locator("main li").count() == 1
    elsewhere.goto("/desk/")
    elsewhere.wait_for_url("**/accounts/login/**")


@pytest.mark.parametrize(("language", "size", "theme"), LOOKS)
def test_who_must_have_a_second_step_is_led_to_it(
    language: str,
    size: str,
    theme: str,
    contexts: Contexts,
    agent: User,
    settings: Settings,
    check_accessible: Check,
    shoot: Shoot,
) -> None:
    settings.REQUIRE_TWO_FACTOR_ROLES = ["agent"]
    page = contexts(language=language, size=size, theme=theme).new_page()
    enter_password(page, agent)
    page.wait_for_url(f"**{SECURITY}")
    page.locator("main .banner.tone-risk").wait_for()
    check_accessible(page)
    shoot(page, f"security-required-{size}-{theme}")
    page.locator("#app a").click()
    show_that_it_is_me(page)
    enter_code(page, code(page.locator("#authenticator_secret").inner_text()))
    page.wait_for_url("**/2fa/recovery-codes/")
    page.locator("main a[href='/desk/']").click()
    page.wait_for_url("**/desk/")


@pytest.mark.parametrize(("language", "size", "theme"), LOOKS)
def test_with_a_passkey(
    language: str,
    size: str,
    theme: str,
    contexts: Contexts,
    agent: User,
    check_accessible: Check,
    shoot: Shoot,
) -> None:
    name = f"{size}-{theme}"
    page = contexts(language=language, size=size, theme=theme).new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    enter_password(page, agent)
    page.wait_for_url("**/desk/")
    page.goto("/accounts/2fa/webauthn/add/")
    show_that_it_is_me(page)
    check_accessible(page)
    shoot(page, f"passkey-add-{name}")
    page.locator("#passkey_add").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_text("Chrome").first.wait_for()
    check_accessible(page)
    shoot(page, f"passkey-list-{name}")
    sign_out(page)
    shoot(page, f"passkey-login-{name}")

    page.locator("#passkey_login").click()
    page.wait_for_url("**/desk/")
    sign_out(page)

    enter_password(page, agent)  # or as the second step after the password
    page.locator("#passkey_use").click()
    page.wait_for_url("**/desk/")
    sign_out(page)

    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    device.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.locator("#passkey_login").click()
    page.locator("#passkey-trouble p:visible").wait_for()
    check_accessible(page)
    shoot(page, f"passkey-trouble-{name}")


def test_a_passkey_is_renamed_and_removed_and_shows_that_it_is_me(
    contexts: Contexts, agent: User, check_accessible: Check
) -> None:
    page = contexts().new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    enter_password(page, agent)
    page.wait_for_url("**/desk/")
    page.goto("/accounts/2fa/webauthn/add/")
    show_that_it_is_me(page)
    page.locator("#passkey_add").click()
    page.wait_for_url("**/2fa/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("The blue one")
    check_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The blue one").first.wait_for()
    sign_out(page)

    page.locator("#passkey_login").click()
    page.wait_for_url("**/desk/")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("link", name="security key").click()  # the password is not the only proof
    check_accessible(page)
    page.locator("#passkey_use").click()
    page.get_by_role("heading", name="Remove the passkey").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("None yet.").wait_for()
    enter = contexts().new_page()
    enter_password(enter, agent)
    enter.wait_for_url("**/desk/")
