"""A request that is received is bound to the letter in force and its clocks start (C4, A2.1, A2.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, User
from core.actors import Actor
from sla.models import Binding, Clock, ClockState, Commitment, CommitmentVersion
from sla.services.letters import install_letter
from sla.services.signing import sign_version
from tests.sla.conftest import SYSTEM, TWO_WAY, FindClock
from tickets.choices import Channel, Kind
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import log_contact
from tickets.services.registration import ServiceRequest, register_ticket

Later = Callable[..., datetime]


def copy_of(version: CommitmentVersion, number: str, **scope: Any) -> CommitmentVersion:
    """A signed letter of its own with the same promises and another scope."""
    assert version.effective_from is not None
    commitment = Commitment.objects.create(code=number, title=number, created_at=version.effective_from)
    draft = CommitmentVersion.objects.create(commitment=commitment, number=number, party_name="X", **scope)
    for promise in version.promises.all():
        promise.pk, promise.version = None, draft
        promise.save(force_insert=True)
    return sign_version(actor=SYSTEM, version_id=draft.pk, now=version.effective_from)


def test_contact_runs_for_every_ticket_and_initial_fix_while_it_counts_as_general(
    ticket: Ticket, clock: FindClock, now: datetime, later: Later
) -> None:
    """A2.1, A2.2a: general until an agent has classified it, so the tighter promise runs first."""
    assert Clock.objects.filter(ticket=ticket).count() == 2
    assert (clock("contact").started_at, clock("contact").due_at) == (now, later(hours=2))
    assert (clock("initial_fix").started_at, clock("initial_fix").due_at) == (now, later(hours=24))
    assert clock("contact").limit_at == later(hours=4)
    assert clock("contact").fires_at == later(hours=1)


def test_the_ticket_carries_its_next_deadline(ticket: Ticket, later: Later) -> None:
    ticket.refresh_from_db()
    assert (ticket.next_due_at, ticket.next_due_metric) == (later(hours=2), "contact")
    assert (ticket.next_risk_at, ticket.is_paused) == (later(hours=1), False)


def test_the_binding_is_kept_and_logged(
    ticket: Ticket, letter: CommitmentVersion, said: Callable[..., list[LogEntry]]
) -> None:
    assert Binding.objects.get(ticket=ticket).version == letter
    (entry,) = said(Entry.BOUND)
    assert entry.payload["version"] == letter.pk


def test_a_later_version_does_not_touch_it(
    ticket: Ticket, letter: CommitmentVersion, clock: FindClock, later: Later
) -> None:
    """C4: the ticket keeps the version in force when it was registered."""
    draft = CommitmentVersion.objects.create(
        commitment=letter.commitment, number="CN-2026-900", party_name="X", reason="sooner"
    )
    for promise in letter.promises.all():
        promise.pk, promise.version, promise.agreed = None, draft, 60
        promise.save(force_insert=True)
    sign_version(actor=SYSTEM, version_id=draft.pk, now=later(minutes=1))
    letter.refresh_from_db()
    assert letter.state == "superseded"
    assert Binding.objects.get(ticket=ticket).version == letter
    assert clock("contact").due_at == later(hours=2)


def test_a_back_dated_call_is_counted_from_the_start_of_the_call(
    letter: CommitmentVersion,  # in force
    agent: User,
    request_facts: ServiceRequest,
    clock: FindClock,
    now: datetime,
    later: Later,
) -> None:
    """`received` is when the customer asked, not when someone typed it in."""
    facts = replace(
        request_facts,
        channel=Channel.PHONE,
        received_at=later(minutes=-40),
        backdating_reason="typed in later",
    )
    ticket = register_ticket(actor=Actor.user(agent), request=facts, now=now)
    assert clock("contact", of=ticket).due_at == later(minutes=80)


def test_with_nothing_in_force_it_is_registered_all_the_same_and_management_is_told(
    agent: User,  # on duty
    manager: User,
    request_facts: ServiceRequest,
    now: datetime,
) -> None:
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert not Clock.objects.filter(ticket=ticket).exists()
    entry = LogEntry.objects.get(ticket=ticket, entry=Entry.UNBOUND)
    assert entry.payload["told"] == [manager.pk]
    assert ticket.next_due_at is None


def test_what_happens_to_an_unbound_ticket_moves_no_clock(
    agent: User, request_facts: ServiceRequest, now: datetime, later: Later
) -> None:
    unbound = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    log_contact(actor=Actor.user(agent), ticket_id=unbound.pk, contact=TWO_WAY, now=later(minutes=5))
    assert not Clock.objects.filter(ticket=unbound).exists()


def test_a_letter_that_comes_into_force_later_does_not_bind(
    agent: User,  # on duty
    request_facts: ServiceRequest,
    now: datetime,
    later: Later,
) -> None:
    install_letter("A", actor=SYSTEM, effective_from=later(seconds=1), now=now)
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert not Binding.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize("stranger_first", [True, False])
def test_the_most_specific_scope_wins(
    letter: CommitmentVersion,
    branch: Branch,
    other_branch: Branch,
    agent: User,  # on duty
    request_facts: ServiceRequest,
    now: datetime,
    *,
    stranger_first: bool,
) -> None:
    """Section 2: customer before product before type before branch."""
    if stranger_first:
        copy_of(letter, "CN-X", branch=other_branch)
    scopes: list[dict[str, Any]] = [
        {"branch": branch},
        {"kind": Kind.REPAIR, "branch": branch},
        {"product": "KX-48 OUTDOOR unit"},
        {"customer": register_ticket(actor=SYSTEM, request=request_facts, now=now).customer},
    ]
    for number, scope in enumerate(scopes):
        expected = copy_of(letter, f"CN-{number}", **scope)
        ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
        assert Binding.objects.get(ticket=ticket).version == expected


def test_the_demonstration_letter_counts_in_seconds_for_its_product_only(
    letter: CommitmentVersion,  # in force for everything else
    agent: User,  # on duty
    request_facts: ServiceRequest,
    clock: FindClock,
    now: datetime,
) -> None:
    install_letter("DEMO-STOPWATCH", actor=SYSTEM, now=now - timedelta(hours=1))
    quick = register_ticket(actor=SYSTEM, request=replace(request_facts, product="DEMO-STOPWATCH"), now=now)
    usual = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    assert clock("contact", of=quick).due_at == now + timedelta(seconds=6)
    assert clock("initial_fix", of=quick).limit_at == now + timedelta(seconds=24)
    assert clock("contact", of=usual).due_at == now + timedelta(hours=2)


def test_starting_the_clocks_costs_few_queries(
    ticket: Ticket,  # the letter and its terms are read once per process
    request_facts: ServiceRequest,
    now: datetime,
) -> None:
    """The binding, all clocks at once."""
    with CaptureQueriesContext(connection) as captured:
        register_ticket(actor=SYSTEM, request=request_facts, now=now)
    mine = [query["sql"].partition(" ")[0] for query in captured if '"sla_' in query["sql"]]
    assert mine == ["INSERT", "INSERT"]
    assert Clock.objects.filter(state=ClockState.RUNNING).count() == 4
