"""One session of one's own is ended from another browser; nobody else's."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from tests.conftest import PASSWORD

FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
LIST = "/accounts/sessions/"

Browser = Callable[..., Client]


@pytest.fixture
def browser() -> Browser:
    """Somebody's browser, signed in."""

    def open_one(person: User, agent: str = "") -> Client:
        client = Client(headers={"user-agent": agent})
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        return client

    return open_one


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def end_of(client: Client) -> str:
    return f"{LIST}{session_of(client).pk}/end/"


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_is_asked_first_and_then_ended_at_once(browser: Browser, agent: User) -> None:
    here, there, third = browser(agent), browser(agent, FIREFOX), browser(agent)
    address = end_of(there)
    assert address in here.get(LIST).content.decode()
    assert "Firefox on Windows" in here.get(address).content.decode()
    assert is_in(there)
    answer = here.post(address, follow=True)
    assert "Signed out: Firefox on Windows." in answer.content.decode()
    assert there.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"
    assert is_in(here)
    assert is_in(third)
    assert here.get(address).status_code == 404


def test_ones_own_line_is_marked_and_leads_to_signing_out(browser: Browser, agent: User) -> None:
    here = browser(agent)
    text = here.get(LIST).content.decode()
    assert text.count("this device") == 1
    assert end_of(here) not in text
    assert "everywhere else" not in text
    assert here.post(end_of(here))["Location"] == "/accounts/logout/"
    assert is_in(here)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_ends_anothers(browser: Browser, agent: User, manager: User, method: str) -> None:
    there, other = browser(agent), browser(manager)
    assert getattr(other, method)(end_of(there)).status_code == 404
    assert getattr(Client(), method)(end_of(there))["Location"].startswith("/accounts/login/?next=")
    assert is_in(there)
