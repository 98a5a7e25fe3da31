"""Roles of REQUIRE_TWO_FACTOR_ROLES work with an app or a passkey only."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from accounts.models import Branch, Role, User
from core.actors import Actor
from servicedesk.env import SettingsError
from servicedesk.second_step import SecondStepMiddleware
from tests.conftest import make_staff
from tests.desk.conftest import SignIn

SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR_ROLES = ["management", "admin"]


@pytest.mark.parametrize("address", ["/desk/", "/desk/settings/", "/insights/", "/admin/"])
def test_no_staff_page_opens_before_it_is_set_up(sign_in: SignIn, manager: User, address: str) -> None:
    User.objects.filter(pk=manager.pk).update(is_staff=True, is_superuser=True)
    client = sign_in(manager)
    assert client.get(address)["Location"] == SET_UP
    assert "Your role needs a second step" in client.get(SET_UP).content.decode()
    TOTP.activate(manager, generate_totp_secret())
    assert client.get(address).status_code == 200
    assert "Your role needs a second step" not in client.get(SET_UP).content.decode()


def test_nothing_can_be_done_before_it_is_set_up(sign_in: SignIn, manager: User) -> None:
    assert sign_in(manager).post("/desk/duty/", {"is_on_duty": "0"})["Location"] == SET_UP
    manager.refresh_from_db()
    assert manager.is_on_duty


def test_a_page_that_goes_on_by_itself_is_told(sign_in: SignIn, manager: User) -> None:
    answer = sign_in(manager).get("/desk/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer["HX-Retarget"] == "#toasts"
    assert "another tab" in answer.content.decode()


def test_recovery_codes_alone_are_no_second_step(sign_in: SignIn, manager: User) -> None:
    Authenticator.objects.create(user=manager, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    assert sign_in(manager).get("/desk/")["Location"] == SET_UP


def test_whoever_may_open_the_administration_is_meant_by_admin(sign_in: SignIn, branch: Branch) -> None:
    agent_too = make_staff("keeper", Role.AGENT, branch, is_staff=True)
    assert sign_in(agent_too).get("/desk/")["Location"] == SET_UP


def test_other_roles_work_as_before(sign_in: SignIn, agent: User) -> None:
    assert sign_in(agent).get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/commitment/",
        "/accounts/2fa/totp/activate/",
        "/accounts/sessions/",
        "/accounts/password/change/",
    ],
)
def test_customers_pages_and_the_sign_ins_own_stay_open(sign_in: SignIn, manager: User, address: str) -> None:
    assert sign_in(manager).get(address).headers.get("Location", "") != SET_UP


def test_language_and_signing_out_stay_open(sign_in: SignIn, manager: User) -> None:
    client = sign_in(manager)
    assert client.post("/i18n/setlang/", {"language": "zh-hans", "next": SET_UP}).cookies["django_language"]
    client.post("/accounts/logout/")
    assert "/accounts/login/" in client.get("/desk/")["Location"]


def test_systems_with_a_token_are_not_asked(integration: tuple[Actor, str]) -> None:
    answer = Client().get("/api/v1/tickets/", headers={"Authorization": f"Bearer {integration[1]}"})
    assert answer.status_code == 200


def test_a_role_nobody_knows_stops_the_start(settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR_ROLES = ["boss"]
    nothing: Any = None
    with pytest.raises(SettingsError, match="'boss'"):
        SecondStepMiddleware(nothing)
