"""Callers of the API: one for each kind of token, and the time they live in."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Branch, Scope, User
from accounts.services.tokens import issue_token
from core.actors import Actor
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tickets.models import Ticket

BOTH = [Scope.TICKETS_READ, Scope.TICKETS_WRITE]
keys = itertools.count(1)


@dataclass(frozen=True)
class Caller:
    """Another system with its token; each POST gets a fresh Idempotency-Key unless `key` names one."""

    secret: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def headers(self, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.secret}"} if self.secret else {}) | more

    def get(self, path: str, query: dict[str, Any] | None = None, **more: str) -> Any:
        return self.client.get(path, query or {}, headers=self.headers(more))

    def post(self, path: str, body: Any = None, key: str = "", **more: str) -> Any:
        headers = self.headers({"Idempotency-Key": key or f"key-{next(keys)}", **more})
        return self.client.post(path, body or {}, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def travelled(now: datetime) -> Iterator[time_machine.Traveller]:
    """The API takes the time from the clock; here it stands still, ten minutes after the ticket came in."""
    with time_machine.travel(now + timedelta(minutes=10), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def letter(db: None, manager: User, now: datetime) -> CommitmentVersion:
    """The special commitment, signed and in force since yesterday."""
    return install_letter(
        "A", actor=Actor.user(manager), effective_from=now - timedelta(days=1), now=now - timedelta(days=1)
    )


@pytest.fixture
def nobody() -> Caller:
    return Caller()


@pytest.fixture
def api(integration: tuple[Actor, str]) -> Caller:
    """The integration that may read and write everything."""
    return Caller(integration[1])


@pytest.fixture
def reader(branch: Branch, now: datetime) -> Caller:
    return Caller(issue_token(name="Reports", scopes=[Scope.TICKETS_READ], now=now)[1])


@pytest.fixture
def writer(branch: Branch, now: datetime) -> Caller:
    """May register, and may not read."""
    return Caller(issue_token(name="Web shop", scopes=[Scope.TICKETS_WRITE], now=now)[1])


@pytest.fixture
def elsewhere(other_branch: Branch, now: datetime) -> Caller:
    """May read and write the tickets of another branch."""
    return Caller(issue_token(name="South", scopes=BOTH, branch=other_branch, now=now)[1])


@pytest.fixture
def revoked(branch: Branch, now: datetime) -> Caller:
    token, secret = issue_token(name="Old shop", scopes=BOTH, now=now)
    token.is_active = False
    token.save()
    return Caller(secret)


@pytest.fixture
def address(ticket: Ticket) -> str:
    """The ticket's address, to which actions are appended."""
    return f"/api/v1/tickets/{ticket.number}/"


@pytest.fixture
def registration() -> dict[str, Any]:
    """What a web shop sends for its customer."""
    return {
        "customer": {"name": "Li Na", "email": "li.na@shop.example", "zone": "Asia/Shanghai"},
        "problem": "The printer does not start. It worked yesterday.",
        "kind": "technical_support",
        "impact": "degraded",
        "product": "LP-20 printer",
    }
