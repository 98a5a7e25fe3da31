"""Redis may be away at any time: people still come in, and guessing still has its limit."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.models import User
from servicedesk.cache import IN_THIS_PROCESS
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _no_cache(agent: User, settings: Any) -> None:
    IN_THIS_PROCESS.clear()
    settings.CACHES = {"default": configured.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}


def test_people_come_in(client: Client, agent: User) -> None:
    answer = client.post("/accounts/login/", {"login": agent.email, "password": PASSWORD})
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_guessing_has_its_limit(client: Client, agent: User) -> None:
    for _try in range(10):
        client.post("/accounts/login/", {"login": agent.email, "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": agent.email, "password": PASSWORD})
    assert answer.status_code != 302
    assert client.get("/desk/").status_code == 302
