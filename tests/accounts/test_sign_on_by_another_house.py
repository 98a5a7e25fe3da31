"""Single sign-on by OpenID Connect, against a real provider on a port of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.identity_house import CLIENT, SECRET, House, serve
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.external]
BUTTON = "/accounts/oidc/sso/login/?process=login"


@pytest.fixture
def house(agent: User, settings: Settings) -> Iterator[House]:
    """The other house, which knows the agent by his verified address; the desk is told of it."""
    house = House({"sub": "42", "email": agent.email.upper(), "email_verified": True, "name": "Chen Jie"})
    server = serve(house)
    app = {
        "provider_id": "sso",
        "name": "Example ID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": house.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield house
    server.shutdown()
    server.server_close()


def sign_on(client: Client) -> Any:
    """Press the button, come back from the other house with its code."""
    leaves = client.get(BUTTON)
    assert leaves.status_code == 302, leaves.content
    back = requests.get(leaves["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_a_colleague_of_that_address_is_in(client: Client, house: House, agent: User) -> None:
    assert "Sign in with Example ID" in client.get("/accounts/login/").content.decode()
    answer = sign_on(client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_in(client)
    assert house.refusals == []
    agent.refresh_from_db()
    assert agent.check_password(PASSWORD)


def test_the_next_time_he_is_known_by_his_number(client: Client, house: House, agent: User) -> None:
    sign_on(client)
    client.post("/accounts/logout/")
    house.claims |= {"email": "renamed@desk.example"}
    sign_on(client)
    assert is_in(client)
    assert SocialAccount.objects.get().user == agent


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email": "nobody@desk.example"}, {"email": ""}]
)
def test_who_is_not_known_for_sure_gets_no_account(
    client: Client, house: House, claims: dict[str, Any]
) -> None:
    house.claims |= claims
    people = User.objects.count()
    answer = sign_on(client)
    said = (
        client.get(answer["Location"]).content.decode()
        if answer.status_code == 302
        else answer.content.decode()
    )
    assert "Accounts are made by the administrator" in said
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


@pytest.mark.parametrize("is_known", [True, False])
def test_who_was_switched_off_stays_out(client: Client, house: House, agent: User, *, is_known: bool) -> None:
    if is_known:
        sign_on(client)
        client.logout()
    User.objects.filter(pk=agent.pk).update(is_active=False)
    sign_on(client)
    assert not is_in(client)


def test_a_second_step_is_asked_for_all_the_same(client: Client, house: House, agent: User) -> None:
    TOTP.activate(agent, generate_totp_secret())
    answer = sign_on(client)
    assert "/accounts/2fa/authenticate/" in answer["Location"]
    assert not is_in(client)
    assert house.refusals == []


def test_a_link_from_elsewhere_signs_nobody_in(client: Client, house: House) -> None:
    answer = client.get("/accounts/oidc/sso/login/callback/?code=one-time-code&state=made-up")
    assert "The single sign-on did not confirm who you are." in answer.content.decode()
    assert not is_in(client)
    assert house.asked == {}


def test_a_wrong_secret_is_said_in_words(client: Client, house: House, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "another"
    assert "The single sign-on did not confirm who you are." in sign_on(client).content.decode()
    assert house.refusals == ["client"]
    assert not is_in(client)


def test_a_house_that_does_not_answer_is_said_in_words(
    client: Client, house: House, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    answer = client.get(BUTTON)
    assert answer.status_code == 503
    assert "The single sign-on does not answer." in answer.content.decode()
    assert house.asked == {}


@pytest.mark.parametrize("place", ["3rdparty", "3rdparty/signup"])
def test_there_is_nothing_to_connect(client: Client, agent: User, place: str) -> None:
    client.force_login(agent)
    assert client.get(f"/accounts/{place}/")["Location"] == "/accounts/2fa/"


def test_without_an_issuer_there_is_no_button(client: Client, agent: User) -> None:
    assert django_settings.OIDC_ISSUER == ""
    assert "/accounts/oidc/" not in client.get("/accounts/login/").content.decode()
    assert client.get(BUTTON).status_code == 404
    assert agent.pk
