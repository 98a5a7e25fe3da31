from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.insights.story import history, letter, register

__all__ = ["history", "letter", "register"]

Enter = Callable[[User], Client]


@pytest.fixture(autouse=True)
def travelled(now: datetime) -> Iterator[time_machine.Traveller]:
    """The pages take the time from the clock; here it stands still at `now`."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def enter() -> Enter:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
