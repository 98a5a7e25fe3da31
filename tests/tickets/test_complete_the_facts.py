"""What is missing is shown and completed; a request is never refused over it (A3.1, D2.2.1)."""

from dataclasses import replace
from datetime import datetime

import pytest

from accounts.models import Product, Purchase, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import NotAllowed
from tickets.choices import Channel, Kind
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.required import TABLE, Fact, missing_facts
from tickets.selectors.timeline import timeline
from tickets.services.facts import NothingCompleted, complete_facts
from tickets.services.registration import FactsNeeded, ServiceRequest, register_ticket
from tickets.states import IllegalStep
from tickets.summaries import words_of


@pytest.fixture
def bare(request_facts: ServiceRequest, agent: User, now: datetime) -> Ticket:
    """Somebody's heating is out, and nobody knows which."""
    nameless = replace(request_facts, product="", serial="", location="")
    return register_ticket(actor=Actor.system("portal"), request=nameless, now=now)


def test_every_channel_has_a_row() -> None:
    assert set(TABLE) == set(Channel)
    assert all(not row.at_once & row.wanted for row in TABLE.values())


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.REPAIR, ["product", "serial", "location"]),
        (Kind.TECHNICAL_SUPPORT, ["product", "serial"]),
        (Kind.CONSULTATION, []),
    ],
)
def test_what_is_missing_depends_on_what_is_asked_for(bare: Ticket, kind: Kind, missing: list[str]) -> None:
    bare.kind = kind
    assert missing_facts(bare) == missing


@pytest.mark.parametrize("channel", Channel)
def test_without_the_facts_needed_at_once_nothing_is_registered(
    channel: Channel, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    nobody = replace(request_facts, channel=channel, customer=CustomerFacts(name=""))
    with pytest.raises(FactsNeeded) as refused:
        register_ticket(actor=Actor.user(agent), request=nobody, now=now)
    needed = {fact.value for fact in TABLE[channel].at_once} - {Fact.PROBLEM.value}
    assert set(refused.value.fields) == needed
    assert not Ticket.objects.exists()


def test_completing_is_written_down_with_what_was_there_before(
    bare: Ticket, agent: User, now: datetime
) -> None:
    by = Actor.user(agent)
    complete_facts(actor=by, ticket_id=bare.pk, serial="KX-1", location=" 3  Riverside\nRoad ", now=now)
    complete_facts(actor=by, ticket_id=bare.pk, serial="KX-2", now=now)
    bare.refresh_from_db()
    assert (bare.serial, bare.location) == ("KX-2", "3 Riverside Road")
    assert missing_facts(bare) == [Fact.PRODUCT]
    first, second = (e for e in timeline(bare, audience="staff") if e.entry == Entry.FACTS_COMPLETED)
    assert words_of(first) == "serial number: KX-1\nwhere it stands: 3 Riverside Road"
    assert words_of(second) == "serial number: KX-2 (before: KX-1)"
    assert "Riverside" not in str(first.payload)


def test_a_serial_number_brings_its_purchase(bare: Ticket, agent: User, now: datetime) -> None:
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
    purchase = Purchase.objects.create(customer=bare.customer, product=product, serial="KX-7")
    complete_facts(actor=Actor.user(agent), ticket_id=bare.pk, serial="kx-7", now=now)
    bare.refresh_from_db()
    assert bare.purchase == purchase
    assert (bare.product, bare.serial) == ("KX-48 heat pump", "KX-7")
    assert missing_facts(bare) == [Fact.LOCATION]


def test_the_same_again_is_no_history(bare: Ticket, agent: User, now: datetime) -> None:
    for _time in range(2):
        complete_facts(actor=Actor.user(agent), ticket_id=bare.pk, serial="KX-1", now=now)
    assert LogEntry.objects.filter(ticket=bare, entry=Entry.FACTS_COMPLETED).count() == 1


def test_nothing_is_no_fact(bare: Ticket, agent: User, now: datetime) -> None:
    with pytest.raises(NothingCompleted):
        complete_facts(actor=Actor.user(agent), ticket_id=bare.pk, serial=" ", now=now)


def test_others_and_the_end_are_refused(bare: Ticket, agent: User, other_agent: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        complete_facts(actor=Actor.user(other_agent), ticket_id=bare.pk, serial="KX-1", now=now)
    Ticket.objects.filter(pk=bare.pk).update(state="closed", closed_at=now)
    with pytest.raises(IllegalStep):
        complete_facts(actor=Actor.user(agent), ticket_id=bare.pk, serial="KX-1", now=now)
    assert not LogEntry.objects.filter(ticket=bare, entry=Entry.FACTS_COMPLETED).exists()
