"""A manager excuses a breach, or decides a contested one; the breach stays (semantics, sections 3 and 6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from sla.models import Breach, Decision
from sla.services.ledger import (
    AlreadyExcused,
    NotContested,
    ReasonMissing,
    decide_contested,
    excuse_breach,
)
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket

Do = Callable[..., Any]
Later = Callable[..., datetime]


@pytest.fixture
def breach(ticket: Ticket, watch: Do, later: Later) -> Breach:
    watch(later(hours=3))
    return Breach.objects.get(ticket=ticket)


def test_an_excuse_stands_beside_the_breach_with_reason_and_evidence(
    breach: Breach, manager: User, later: Later, said: Callable[..., list[LogEntry]]
) -> None:
    excused = excuse_breach(
        actor=Actor.user(manager),
        breach_id=breach.pk,
        reason="The telephone network was down.",
        evidence="Notice of the provider no. 12",
        now=later(hours=4),
    )
    (entry,) = said(Entry.BREACH_EXCUSED)
    assert (excused.excused_at, excused.excused_by) == (later(hours=4), manager)
    assert (excused.grade, excused.due_at) == (breach.grade, breach.due_at)
    assert entry.words == "The telephone network was down.\nNotice of the provider no. 12"
    assert excused.evidence == [*breach.evidence, entry.number]


def test_it_is_excused_once(breach: Breach, manager: User, later: Later) -> None:
    facts: dict[str, Any] = {"actor": Actor.user(manager), "breach_id": breach.pk, "reason": "A storm."}
    excuse_breach(**facts, now=later(hours=4))
    with pytest.raises(AlreadyExcused):
        excuse_breach(**facts, now=later(hours=5))


def test_without_a_reason_nothing_changes(breach: Breach, manager: User, later: Later) -> None:
    with pytest.raises(ReasonMissing):
        excuse_breach(actor=Actor.user(manager), breach_id=breach.pk, reason=" ", now=later(hours=4))
    breach.refresh_from_db()
    assert breach.excused_at is None


def test_the_owner_cannot_excuse_himself(breach: Breach, agent: User, lead: User, later: Later) -> None:
    for person in (agent, lead):
        with pytest.raises(NotAllowed):
            excuse_breach(actor=Actor.user(person), breach_id=breach.pk, reason="Busy.", now=later(hours=4))
    breach.refresh_from_db()
    assert breach.excused_at is None


def test_a_breach_nobody_knows_is_not_found(manager: User, ticket: Ticket, later: Later) -> None:
    with pytest.raises(NotFound):
        excuse_breach(actor=Actor.user(manager), breach_id=0, reason="A storm.", now=later(hours=4))


def test_a_contested_breach_is_decided_and_stays(
    breach: Breach, manager: User, contact: Do, later: Later
) -> None:
    contact(later(hours=1), logged_at=later(hours=4))
    decided = decide_contested(
        actor=Actor.user(manager),
        breach_id=breach.pk,
        decision=Decision.IN_TIME,
        reason="The call is on the provider's list.",
        now=later(hours=5),
    )
    assert (decided.decision, decided.decided_by, decided.is_contested) == (Decision.IN_TIME, manager, True)
    with pytest.raises(NotContested):
        decide_contested(
            actor=Actor.user(manager),
            breach_id=breach.pk,
            decision=Decision.LATE,
            reason="On second thought.",
            now=later(hours=6),
        )


def test_what_is_not_contested_cannot_be_decided(breach: Breach, manager: User, later: Later) -> None:
    with pytest.raises(NotContested):
        decide_contested(
            actor=Actor.user(manager),
            breach_id=breach.pk,
            decision=Decision.LATE,
            reason="It was.",
            now=later(hours=4),
        )
