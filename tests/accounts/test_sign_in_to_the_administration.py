"""One sign-in for everybody: with second factors and limits, for administrators too."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD


@pytest.mark.django_db
def test_the_administration_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/login/", {"next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.fixture
def administration(client: Client, manager: User) -> Client:
    User.objects.filter(pk=manager.pk).update(is_staff=True, is_superuser=True)
    client.force_login(manager)
    return client


def test_nobody_reads_or_changes_anothers_secrets_there(administration: Client, agent: User) -> None:
    secret = generate_totp_secret()
    app = TOTP.activate(agent, secret).instance
    address = f"/admin/mfa/authenticator/{app.pk}/change/"
    before = app.data
    assert "Chen Jie" in administration.get("/admin/mfa/authenticator/?q=chen").content.decode()
    page = administration.get(address).content.decode()
    assert "Chen Jie" in page
    assert secret not in page
    assert administration.post(address, {"data": "{}", "user": agent.pk}).status_code == 403
    assert administration.get("/admin/mfa/authenticator/add/").status_code == 403
    app.refresh_from_db()
    assert app.data == before


def test_who_lost_the_phone_is_let_in_again_by_deleting_it(administration: Client, agent: User) -> None:
    app = TOTP.activate(agent, generate_totp_secret()).instance
    administration.post(f"/admin/mfa/authenticator/{app.pk}/delete/", {"post": "yes"})
    assert not is_mfa_enabled(agent)


def test_a_session_deleted_there_has_ended(administration: Client, agent: User) -> None:
    elsewhere = [Client(), Client()]
    for browser in elsewhere:
        browser.post("/accounts/login/", {"login": agent.email, "password": PASSWORD})
        assert browser.get("/accounts/2fa/").status_code == 200
    assert "Chen Jie" in administration.get("/admin/usersessions/usersession/?q=agent").content.decode()
    first, second = UserSession.objects.filter(user=agent)
    administration.post(f"/admin/usersessions/usersession/{first.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    administration.post("/admin/usersessions/usersession/", chosen)
    assert not UserSession.objects.filter(user=agent).exists()
    for browser in elsewhere:
        assert browser.get("/accounts/2fa/").status_code == 302
