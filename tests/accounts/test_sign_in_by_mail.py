"""A code by mail instead of the password, a new password by mail, and what is told of changes."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.conftest import PASSWORD
from tests.notifications.conftest import (  # noqa: F401 - fixtures
    Postbox,
    no_mail_server,
    postbox,
    text_of,
)

ASK = "/accounts/login/code/"
ENTER = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"


def ask(client: Client, email: str) -> Any:
    return client.post(ASK, {"email": email})


def code_in(text: str) -> str:
    found = re.search(r"\?code=(\S+)", text)
    assert found is not None
    return found[1]


def is_in(client: Client) -> bool:
    return client.get("/accounts/2fa/").status_code == 200


def test_a_code_signs_in_once(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    assert ask(client, agent.email.upper())["Location"] == ENTER
    [mail] = postbox.to(agent.email)
    code = code_in(text_of(mail))
    assert mail["Subject"] == "Your code to sign in"
    assert f'value="{code}"' in client.get(f"{ENTER}?code={code}").content.decode()
    assert not is_in(client)  # a link alone changes nothing
    client.post(ENTER, {"code": code})
    assert is_in(client)
    client.post("/accounts/logout/")
    client.post(ENTER, {"code": code})
    assert not is_in(client)


def test_in_the_language_of_whom_it_goes_to(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    User.objects.filter(pk=agent.pk).update(language="zh-hans")
    ask(client, agent.email)
    client.post(RESET, {"email": agent.email})
    assert [mail["Subject"] for mail in postbox.mails] == ["您的登录验证码", "设置新密码"]
    assert "此链接" in text_of(postbox.mails[0])


def test_a_code_is_good_for_the_browser_that_asked_only(
    client: Client,
    agent: User,
    postbox: Postbox,  # noqa: F811
) -> None:
    ask(client, agent.email)
    other = Client()
    other.post(ENTER, {"code": code_in(text_of(postbox.mails[0]))})
    assert not is_in(other)


def test_the_second_step_is_asked_for_all_the_same(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    TOTP.activate(agent, generate_totp_secret())
    ask(client, agent.email)
    answer = client.post(ENTER, {"code": code_in(text_of(postbox.mails[0]))})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)


def test_three_wrong_codes_end_it(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    ask(client, agent.email)
    for _attempt in range(3):
        answer = client.post(ENTER, {"code": "WRNG"}, follow=True)
    assert "Too many attempts" in answer.content.decode()
    client.post(ENTER, {"code": code_in(text_of(postbox.mails[0]))})
    assert not is_in(client)


@pytest.mark.parametrize("who", ["nobody", "gone"])
def test_who_has_no_account_sees_the_same_page_and_gets_no_code(
    who: str,
    client: Client,
    agent: User,
    postbox: Postbox,  # noqa: F811
) -> None:
    seen = ask(client, agent.email)["Location"], client.get(ENTER).content.decode()
    address = agent.email if who == "gone" else "nobody@desk.example"
    User.objects.filter(pk=agent.pk).update(is_active=who != "gone")
    stranger = Client()
    answer = ask(stranger, address)["Location"], stranger.get(ENTER).content.decode()
    hide = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"|content="[^"]*"')
    assert [hide.sub("", part) for part in answer] == [
        hide.sub("", part).replace(agent.email, address) for part in seen
    ]
    assert postbox.to(address)[-1]["Subject"] == "No account with this address"
    assert "?code=" not in text_of(postbox.mails[-1])


def test_codes_are_not_mailed_without_end(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    for _attempt in range(4):
        answer = ask(Client(), agent.email)
    assert "Wait five minutes" in answer.content.decode()
    assert len(postbox.mails) == 3


@pytest.mark.parametrize(("address", "email"), [(ASK, "agent"), (ASK, "nobody"), (RESET, "agent")])
def test_without_a_mail_server_it_says_so(
    client: Client,
    agent: User,
    no_mail_server: None,  # noqa: F811
    address: str,
    email: str,
) -> None:
    answer = client.post(address, {"email": f"{email}@desk.example"})
    assert answer.status_code == 503
    assert "the mail server does not answer" in answer.content.decode()


def test_a_new_password_by_mail(client: Client, agent: User, postbox: Postbox) -> None:  # noqa: F811
    assert client.post(RESET, {"email": agent.email})["Location"] == f"{RESET}done/"
    link = re.search(r"https?://testserver(\S+)", text_of(postbox.mails[0]))
    assert link is not None
    form = client.get(link[1])["Location"]
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    assert "New password saved" in client.post(form, new, follow=True).content.decode()
    assert "If it was not you" in text_of(postbox.to(agent.email)[-1])
    agent.refresh_from_db()
    assert agent.check_password("another-long-password")
    assert "does not work any more" in Client().get(link[1]).content.decode()


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_five_wrong_passwords_close_the_account_for_five_minutes_and_say_what_to_do(
    client: Client,
    agent: User,
    postbox: Postbox,  # noqa: F811
) -> None:
    for _attempt in range(5):
        sign_in(client, agent.email, "guess")
    page = sign_in(client, agent.email, PASSWORD).content.decode()
    assert "Wait five minutes" in page
    assert ASK in page
    assert not is_in(client)
    ask(client, agent.email)  # nobody can lock another out: the mailbox's owner comes in
    client.post(ENTER, {"code": code_in(text_of(postbox.mails[-1]))})
    assert is_in(client)


def test_too_many_from_one_network_get_a_page_that_says_what_to_do(client: Client, agent: User) -> None:
    for attempt in range(61):
        answer = sign_in(client, f"guess{attempt}@desk.example", "guess")
    assert answer.status_code == 429
    assert "wait a minute" in answer.content.decode()


def test_a_changed_second_step_is_told_and_stays_changed_without_mail(
    client: Client,
    agent: User,
    postbox: Postbox,  # noqa: F811
    settings: Settings,
) -> None:
    client.force_login(agent)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for port in (settings.EMAIL_PORT, 1):
        settings.EMAIL_PORT = port
        TOTP.activate(agent, generate_totp_secret())
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert not is_mfa_enabled(agent)
    [mail] = postbox.to(agent.email)
    assert "If it was not you" in text_of(mail)
    assert "Beijing time" in text_of(mail)


def test_nobody_changes_the_address_that_codes_are_mailed_to(client: Client, agent: User) -> None:
    client.force_login(agent)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "other@desk.example"})
    assert answer["Location"] == "/accounts/2fa/"
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/accounts/signup/", "Accounts are made by the administrator"),
        ("/accounts/inactive/", "switched off"),
        (RESET, "Send the mail"),
    ],
)
def test_the_pages_around_it_speak_our_words(client: Client, db: None, address: str, says: str) -> None:
    assert says in client.get(address).content.decode()
