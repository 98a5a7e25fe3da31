import time
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD

SIGN_IN = "/accounts/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_by_address_and_password(client: Client, agent: User) -> None:
    answer = sign_in(client, agent.email.upper())
    assert answer["Location"] == "/desk/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [("agent@desk.example", "wrong"), ("nobody@desk.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_sound_the_same(
    client: Client, agent: User, email: str, password: str
) -> None:
    text = sign_in(client, email, password).content.decode()
    assert 'role="alert"' in text
    assert "not correct" in text
    assert not is_in(client)


def test_nobody_signs_in_who_has_left(client: Client, agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(is_active=False)
    sign_in(client, agent.email)
    assert not is_in(client)


def test_guessing_is_slowed_down(client: Client, agent: User) -> None:
    for _attempt in range(12):
        sign_in(client, agent.email, "guess")
    sign_in(client, agent.email)
    assert not is_in(client)


def test_a_network_that_tries_many_addresses_is_asked_to_wait_and_others_are_not(agent: User) -> None:
    network, elsewhere = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    for attempt in range(20):
        sign_in(network, f"guess{attempt}@desk.example", "guess")
    answer = sign_in(network, agent.email)
    assert "Too many attempts. Wait five minutes" in answer.content.decode()
    network.defaults["HTTP_X_FORWARDED_FOR"] = "192.0.2.1"  # what a visitor writes himself counts for nothing
    sign_in(network, agent.email)
    assert not is_in(network)
    sign_in(elsewhere, agent.email)
    assert is_in(elsewhere)


def test_there_is_no_public_sign_up(client: Client, db: None) -> None:
    answer = client.post(
        "/accounts/signup/", {"email": "new@desk.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.filter(email="new@desk.example").exists()
    assert answer.status_code in {200, 403}
    assert "Sign up" not in client.get(SIGN_IN).content.decode()


@pytest.fixture
def second_step(agent: User) -> str:
    """The agent has an authenticator app; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(agent, secret)
    return secret


def code(secret: str, *, periods: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods)))


def test_with_an_app_the_password_alone_is_not_enough(client: Client, agent: User, second_step: str) -> None:
    assert sign_in(client, agent.email)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(second_step)})
    assert is_in(client)


def test_the_app_is_set_up_by_its_first_code(client: Client, agent: User) -> None:
    sign_in(client, agent.email)
    assert "/reauthenticate/" in client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert get_adapter().is_mfa_enabled(agent)


@pytest.mark.parametrize(
    "path", ["login/", "password/reset/", "password/reset/done/", "inactive/", "signup/"]
)
def test_the_pages_around_signing_in_stand_in_our_frame(client: Client, db: None, path: str) -> None:
    assert 'class="entrance stack"' in client.get(f"/accounts/{path}").content.decode()


def test_the_pages_of_the_second_step_stand_in_our_frame(
    client: Client, agent: User, second_step: str
) -> None:
    sign_in(client, agent.email)
    client.post("/accounts/2fa/authenticate/", {"code": code(second_step)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for path in (
        "totp/deactivate/",
        "recovery-codes/generate/",
        "recovery-codes/",
        "webauthn/",
        "webauthn/add/",
    ):
        answer = client.get(f"/accounts/2fa/{path}")
        assert answer.status_code in {200, 302, 404}, path
        assert answer.status_code != 200 or 'class="entrance stack"' in answer.content.decode()


def test_recovery_codes_are_made_and_let_one_in_once(client: Client, agent: User, second_step: str) -> None:
    sign_in(client, agent.email)
    client.post("/accounts/2fa/authenticate/", {"code": code(second_step)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/recovery-codes/generate/")
    page = client.get("/accounts/2fa/recovery-codes/")
    spare = page.context["unused_codes"][0]
    assert spare in page.content.decode()
    for client_in in (True, False):
        client.post("/accounts/logout/")
        sign_in(client, agent.email)
        client.post("/accounts/2fa/authenticate/", {"code": spare})
        assert is_in(client) is client_in


def test_the_second_step_may_also_be_a_passkey(client: Client, agent: User, second_step: str) -> None:
    """The browser's own dialogue begins from data the page carries as a block, not as a script."""
    sign_in(client, agent.email)
    answer = client.get("/accounts/2fa/authenticate/")
    page = answer.content.decode()
    assert '<script id="passkey_data" type="application/json">' in page
    assert 'id="passkey_use"' in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_a_code_works_half_a_minute_around_and_once(client: Client, agent: User, second_step: str) -> None:
    for is_first in (True, False):
        sign_in(client, agent.email)
        client.post("/accounts/2fa/authenticate/", {"code": code(second_step, periods=1)})
        assert is_in(client) is is_first
        client.post("/accounts/logout/")
    sign_in(client, agent.email)
    client.post("/accounts/2fa/authenticate/", {"code": code(second_step, periods=2)})
    assert not is_in(client)


def test_other_sessions_are_named_and_ended(agent: User) -> None:
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    for client in (here, there):
        sign_in(client, agent.email)
    assert "Firefox on Windows" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("path", ["2fa/", "reauthenticate/", "password/change/", "sessions/", "logout/"])
def test_the_pages_of_ones_account_stand_in_our_frame(client: Client, agent: User, path: str) -> None:
    sign_in(client, agent.email)
    text = client.get(f"/accounts/{path}").content.decode()
    assert 'class="entrance stack"' in text
    assert "Menu:" not in text


def test_signing_out_ends_the_session(client: Client, agent: User) -> None:
    sign_in(client, agent.email)
    client.post("/accounts/logout/")
    assert not is_in(client)
