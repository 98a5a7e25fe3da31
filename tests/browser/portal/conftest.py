from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from sla.services.letters import install_letter
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for


@pytest.fixture
def now() -> datetime:
    """The browser lives in the real time, so these tests do too."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def house(agent: User, manager: User, now: datetime) -> User:
    """A branch at work under the special commitment; the agent on duty."""
    install_letter("A", actor=Actor.user(manager), effective_from=now - timedelta(days=30), now=now)
    return agent


@pytest.fixture
def asked(house: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    """A request that came in an hour ago."""
    hour_ago = now - timedelta(hours=1)
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=hour_ago)


@pytest.fixture
def act(asked: Ticket, house: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(house), "ticket_id": asked.pk, "now": now}


@pytest.fixture
def link(asked: Ticket) -> Callable[..., str]:
    def build(name: str = "track") -> str:
        return reverse(f"portal:{name}", args=[token_for(asked)])

    return build
