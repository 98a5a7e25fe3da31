from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tickets.models import LogEntry, Ticket
from tickets.tracking import token_for

Address = Callable[..., str]


@pytest.fixture(autouse=True)
def _at_noon(now: datetime) -> Iterator[None]:
    """The pages ask the clock themselves: it stands at `now`."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def letter(manager: User, now: datetime) -> CommitmentVersion:
    """The special commitment, signed and in force."""
    return install_letter("A", actor=Actor.user(manager), effective_from=now, now=now)


@pytest.fixture
def filled_in() -> dict[str, Any]:
    """The form as a customer fills it in."""
    return {
        "problem": "Outdoor unit stops after ten minutes, display shows E4. No heating since this morning.",
        "product": "KX48-2211-0937",
        "kind": "repair",
        "impact": "stopped",
        "name": "Wang Min",
        "phone": "138 0013 8000",
        "email": "min.wang@riverside.example",
        "location": "3 Riverside Road",
    }


@pytest.fixture
def bound(letter: CommitmentVersion, ticket: Ticket) -> Ticket:
    """A request under the special commitment, just received."""
    return ticket


@pytest.fixture
def address(bound: Ticket) -> Address:
    """`address("track")`: a page behind the private link of `bound`."""

    def build(name: str, *extra: Any) -> str:
        return reverse(f"portal:{name}", args=[token_for(bound), *extra])

    return build


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def entries(ticket: Ticket) -> list[str]:
    return list(LogEntry.objects.filter(ticket=ticket).order_by("number").values_list("entry", flat=True))
