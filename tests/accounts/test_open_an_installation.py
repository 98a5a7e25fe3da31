"""The first account of an empty installation: once, and only for who reads its console."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.first_account import opening_code
from accounts.models import RecordChange, Role, User
from tests.conftest import make_staff

pytestmark = pytest.mark.usefixtures("db")
PAGE = "/desk/start/account/"
PASSWORD = "correct-horse-battery"


def facts(**changed: str) -> dict[str, str]:
    person = {"name": "Gao Yun", "email": "Gao@Desk.example", "password": PASSWORD, "code": opening_code()}
    return person | changed


def test_who_knows_the_code_becomes_the_administrator_and_is_signed_in(client: Client) -> None:
    assert client.get("/desk/")["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, facts())["Location"] == "/desk/"
    person = User.objects.get()
    assert (person.email, person.role, person.is_superuser) == ("gao@desk.example", Role.MANAGEMENT, True)
    assert person.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert RecordChange.objects.get().actor_name == "installation"


def test_the_console_says_the_code_until_there_is_an_account() -> None:
    said = StringIO()
    call_command("opening_code", stdout=said)
    assert f"/desk/ and enter the code {opening_code()}" in said.getvalue()
    make_staff("boss", Role.MANAGEMENT, None)
    nothing = StringIO()
    call_command("opening_code", stdout=nothing)
    assert nothing.getvalue() == ""


def test_hyphens_spaces_and_small_letters_do_not_matter(client: Client) -> None:
    typed = f" {opening_code().lower().replace('-', ' ')} "
    assert client.post(PAGE, facts(code=typed)).status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "AAAA-BBBB-CCCC-DDDD"}, "code"),
        ({"code": "café"}, "code"),
        ({"code": ""}, "code"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"email": "nobody"}, "email"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_made(client: Client, wrong: dict[str, str], field: str) -> None:
    answer: Any = client.post(PAGE, facts(**wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert PASSWORD not in answer.content.decode()
    assert not User.objects.exists()


def test_once_there_is_anybody_the_page_and_the_code_are_gone(client: Client, agent: User) -> None:
    there = User.objects.count()
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, facts()).status_code == 404
    assert User.objects.count() == there


def test_a_network_that_guesses_is_asked_to_wait(client: Client) -> None:
    for _ in range(20):
        assert client.post(PAGE, facts(code="A")).status_code == 422
    refused = client.post(PAGE, facts())
    assert refused.status_code == 429
    assert "Wait an hour" in refused.content.decode()
    assert client.post(PAGE, facts(), headers={"x-forwarded-for": "198.51.100.7"}).status_code == 429
    assert not User.objects.exists()
    assert client.post(PAGE, facts(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_the_page_speaks_chinese_and_so_will_the_account(client: Client) -> None:
    headers = {"Accept-Language": "zh-CN"}
    assert "第一个账户" in client.get(PAGE, headers=headers).content.decode()
    client.post(PAGE, facts(), headers=headers)
    assert User.objects.get().language == "zh-hans"
