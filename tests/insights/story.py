"""A small history of promises, made with the services and the sweep; for these tests and the browser's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from notifications.sink import accept_at_once
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from sla.services.sweep import sweep
from tickets.choices import Complexity, ContactChannel, Direction, Impact
from tickets.models import Ticket
from tickets.services.asking import ask_for_complexity
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_complexity
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import give_initial_fix
from tickets.services.registration import ServiceRequest, register_ticket

SYSTEM = Actor.system("portal")
CONTACT = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)
Register = Callable[..., Ticket]


@pytest.fixture(autouse=True)
def letter(db: None, manager: User, now: datetime) -> CommitmentVersion:
    """The special commitment, in force for a year."""
    signed = now - timedelta(days=365)
    return install_letter("A", actor=Actor.user(manager), effective_from=signed, now=signed)


@pytest.fixture
def register(request_facts: ServiceRequest, agent: User, now: datetime) -> Register:
    """Register a request so long before `now`, swept afterwards."""

    def one_more(*, ago: timedelta, **facts: Any) -> Ticket:
        return register_ticket(actor=SYSTEM, request=replace(request_facts, **facts), now=now - ago)

    return one_more


@pytest.fixture
def history(register: Register, lead: User, agent: User, colleague: User, now: datetime) -> dict[str, Ticket]:
    """One ticket for each thing that may become of a promise; the names say what became of `contact`."""

    def ago(**amount: int) -> datetime:
        return now - timedelta(**amount)

    me = Actor.user(lead)
    with accept_at_once():
        kept = register(ago=timedelta(days=6))
        log_contact(actor=me, ticket_id=kept.pk, contact=CONTACT, now=ago(days=6, hours=-1))
        give_initial_fix(actor=me, ticket_id=kept.pk, text="Restart it.", now=ago(days=6, hours=-20))
        late = register(ago=timedelta(days=5), impact=Impact.DEGRADED)
        sweep(now=ago(days=4, hours=21))
        log_contact(actor=me, ticket_id=late.pk, contact=CONTACT, now=ago(days=4, hours=20))
        relabelled = register(ago=timedelta(days=3), impact=Impact.QUESTION)
        log_contact(actor=me, ticket_id=relabelled.pk, contact=CONTACT, now=ago(days=3, hours=-1))
        sweep(now=ago(days=1))
        asked: dict[str, Any] = {
            "ticket_id": relabelled.pk,
            "complexity": Complexity.COMPLEX,
            "reason": "Two departments are needed.",
        }
        ask_for_complexity(actor=Actor.user(colleague), **asked, now=ago(hours=24))
        set_complexity(actor=me, **asked, now=ago(hours=23))
        missed = register(ago=timedelta(hours=3))
        assign_ticket(actor=me, ticket_id=missed.pk, owner_id=colleague.pk, now=ago(hours=2))
        risky = register(ago=timedelta(hours=1, minutes=45))
        fresh = register(ago=timedelta(minutes=5), impact=Impact.DEGRADED)
        sweep(now=now)
    return {
        "kept": kept,
        "late": late,
        "relabelled": relabelled,
        "missed": missed,
        "risky": risky,
        "fresh": fresh,
    }
