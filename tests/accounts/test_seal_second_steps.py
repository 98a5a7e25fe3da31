"""A copy of the database gives nobody a second step: secrets and seeds lie encrypted in it."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tasks import seal_second_steps
from core.sealing import seal
from tests.conftest import PASSWORD

SET_UP, SECOND = "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"
OLD, NEW = "o" * 50, "n" * 50


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def enter(person: User) -> Client:
    """A browser in which the password was given."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def stored() -> str:
    """Everything the database holds of second steps and sessions."""
    steps = json.dumps([row.data for row in Authenticator.objects.all()])
    return steps + json.dumps([row.get_decoded() for row in Session.objects.all()])


@pytest.fixture
def plain(agent: User) -> str:
    """An app's secret as it lay in the database before secrets were sealed."""
    secret: str = generate_totp_secret()
    Authenticator.objects.create(user=agent, type=Authenticator.Type.TOTP, data={"secret": secret})
    return secret


def test_the_database_never_holds_the_plain_secret(agent: User) -> None:
    client = enter(agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get(SET_UP).context["form"].secret
    assert secret not in stored()
    client.post(SET_UP, {"code": "000000"})
    assert secret not in stored()
    client.post(SET_UP, {"code": code(secret)})
    app, codes = Authenticator.objects.order_by("-type")
    assert app.data["secret"].startswith("sealed:")
    assert codes.data["seed"].startswith("sealed:")
    assert secret not in stored()
    assert len(codes.wrap().get_unused_codes()) == 10
    client.post("/accounts/logout/")
    again = enter(agent)
    again.post(SECOND, {"code": codes.wrap().get_unused_codes()[0]})
    assert again.get("/desk/").status_code == 200


def test_what_lay_plain_still_lets_in_and_is_sealed_by_night(agent: User, plain: str) -> None:
    assert seal_second_steps() == 1
    assert plain not in stored()
    assert seal_second_steps() == 0
    client = enter(agent)
    client.post(SECOND, {"code": code(plain)})
    assert client.get("/desk/").status_code == 200


def test_a_new_key_is_introduced_beside_the_older_one(agent: User, plain: str, settings: Settings) -> None:
    settings.SECRET_KEY = OLD
    RecoveryCodes.activate(agent)
    assert seal_second_steps() == 1
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    client = enter(agent)
    client.post(SECOND, {"code": code(plain)})
    assert client.get("/desk/").status_code == 200
    assert seal_second_steps() == 2
    settings.SECRET_KEY_FALLBACKS = []
    assert seal_second_steps() == 0
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 10


def test_with_the_key_lost_the_page_says_so_and_nothing_is_overwritten(
    agent: User, settings: Settings
) -> None:
    settings.SECRET_KEY = OLD
    sealed = seal(generate_totp_secret())
    Authenticator.objects.create(user=agent, type=Authenticator.Type.TOTP, data={"secret": sealed})
    settings.SECRET_KEY = NEW
    assert seal_second_steps() == 0
    assert Authenticator.objects.get().data == {"secret": sealed}
    answer = enter(agent).post(SECOND, {"code": "123456"})
    assert answer.status_code == 503
    assert "no longer has" in answer.content.decode()
