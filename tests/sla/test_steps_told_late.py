"""A step of a visit that was pressed without a connection counts from when it was pressed (B3.3; section 3).

After each test every clock is what the log says it must be.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from tests.sla.conftest import FindClock
from tickets.choices import GivenBy, SignOff, State, VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket, Visit
from tickets.selectors.timeline import timeline
from tickets.services.appointments import make_appointment
from tickets.services.conversation import ask_customer
from tickets.services.sign_off import CodeExpired, Signed, send_code
from tickets.services.visit_sent import LONGEST, Sent, SentOtherwise
from tickets.services.visit_work import VisitReport, accept_visit, arrive, leave_visit
from tickets.services.visits import VisitWish, plan_visit
from tickets.visit_codes import GOOD_FOR, code_of
from tickets.wording import sentence

Later = Callable[..., datetime]
REPORT = VisitReport("Worn gasket", "Gasket replaced.")


@pytest.fixture
def visit(ticket: Ticket, agent: User, later: Later) -> Visit:
    """Planned after an hour, for the tenth."""
    window = later(hours=10), later(hours=12)
    wish = VisitWish(VisitMode.ON_SITE, agent.pk, "1 Jinji Road", *window, "Fine with me.")
    return plan_visit(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=later(hours=1))


@pytest.fixture
def go(visit: Visit, agent: User, later: Later) -> dict[str, Any]:
    """The engineer's arguments, once he has accepted, after two hours."""
    who: dict[str, Any] = {"actor": Actor.user(agent), "ticket_id": visit.ticket_id, "number": visit.number}
    accept_visit(**who, now=later(hours=2))
    return who


def entry(code: str) -> LogEntry:
    return LogEntry.objects.get(entry=code)


def test_who_came_early_ends_the_pause_when_he_came(
    go: dict[str, Any], ticket: Ticket, clock: FindClock, later: Later
) -> None:
    arrive(**go, sent=Sent(happened_at=later(hours=4)), now=later(hours=6))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.service_started_at) == (State.IN_PROGRESS, later(hours=4))
    assert clock("initial_fix").due_at == later(hours=24 + 3)  # it waited from the first hour to the fourth
    resumed = LogEntry.objects.get(entry=Entry.STATE_CHANGED, payload__cause="appointment_began")
    assert (resumed.happened_at, resumed.recorded_at) == (later(hours=4), later(hours=6))


def test_the_log_keeps_both_instants_and_who_says_so(go: dict[str, Any], visit: Visit, later: Later) -> None:
    arrive(**go, sent=Sent(happened_at=later(hours=4)), now=later(hours=6))
    row = entry(Entry.VISIT_ARRIVED)
    assert (row.happened_at, row.recorded_at) == (later(hours=4), later(hours=6))
    assert row.payload["given_by"] == GivenBy.PHONE
    visit.refresh_from_db()
    assert visit.arrived_at == later(hours=4)


@pytest.mark.parametrize(
    ("given_by", "said"), [(GivenBy.PHONE, "pressed"), (GivenBy.API, "told by a system")]
)
def test_staff_read_both_and_the_customer_reads_when_it_was(
    go: dict[str, Any], ticket: Ticket, later: Later, given_by: GivenBy, said: str
) -> None:
    arrive(**go, sent=Sent(happened_at=later(hours=4), given_by=given_by), now=later(hours=6))
    (ours,) = [row for row in timeline(ticket, audience="staff") if row.entry == Entry.VISIT_ARRIVED]
    (theirs,) = [row for row in timeline(ticket, audience="customer") if row.entry == Entry.VISIT_ARRIVED]
    assert said in sentence(ours, audience="staff")
    assert said not in sentence(theirs, audience="customer")
    assert theirs.happened_at == later(hours=4)


def test_a_moment_on_the_way_is_no_delay(go: dict[str, Any], later: Later) -> None:
    arrive(**go, sent=Sent(happened_at=later(hours=4) - timedelta(seconds=59)), now=later(hours=4))
    row = entry(Entry.VISIT_ARRIVED)
    assert (row.happened_at, "given_by" in row.payload) == (later(hours=4), False)


def test_no_step_lies_before_the_one_before_it(go: dict[str, Any], later: Later) -> None:
    arrive(**go, sent=Sent(happened_at=later(minutes=5)), now=later(hours=6))
    assert entry(Entry.VISIT_ARRIVED).happened_at == later(hours=2)


def test_a_wait_that_began_after_he_came_ends_where_it_began(
    go: dict[str, Any], ticket: Ticket, clock: FindClock, later: Later
) -> None:
    """He stood there when the customer, who did not know, chose the same time again."""
    ask_customer(actor=go["actor"], ticket_id=ticket.pk, text="Which serial number?", now=later(hours=3))
    customer = Actor.customer(ticket.customer_id)
    make_appointment(actor=customer, ticket_id=ticket.pk, at=later(hours=10), now=later(hours=5))
    arrive(**go, sent=Sent(happened_at=later(hours=4)), now=later(hours=6))
    assert entry(Entry.VISIT_ARRIVED).happened_at == later(hours=4)
    assert clock("initial_fix").due_at == later(hours=24 + 2)  # it waited from the first hour to the third


@pytest.mark.parametrize(
    ("ahead", "code"),
    [(timedelta(seconds=1), "in_the_future"), (-LONGEST - timedelta(seconds=1), "visit_step_too_long_ago")],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    go: dict[str, Any], ticket: Ticket, visit: Visit, later: Later, ahead: timedelta, code: str
) -> None:
    before = ticket.log.count()
    now = later(hours=30)
    with pytest.raises(DomainError) as refused:
        arrive(**go, sent=Sent("key", "x", now + ahead), now=now)
    visit.refresh_from_db()
    assert (refused.value.code, ticket.log.count(), visit.state) == (code, before, VisitState.ACCEPTED)
    arrive(**go, sent=Sent("key", "x"), now=now)  # the same form, without a time


def test_sent_again_it_is_done_once_whatever_was_measured_then(
    go: dict[str, Any], ticket: Ticket, later: Later
) -> None:
    arrive(**go, sent=Sent("key", "x", later(hours=4)), now=later(hours=6))
    after = ticket.log.count()
    arrive(**go, sent=Sent("key", "x", later(hours=3)), now=later(hours=7))
    with pytest.raises(SentOtherwise):
        arrive(**go, sent=Sent("key", "y", later(hours=4)), now=later(hours=7))
    assert ticket.log.count() == after
    assert entry(Entry.VISIT_ARRIVED).happened_at == later(hours=4)


def test_no_code_signs_what_was_pressed_before_it_was_sent(
    go: dict[str, Any], visit: Visit, later: Later
) -> None:
    arrive(**go, now=later(hours=4))
    send_code(**go, now=later(hours=5))
    visit.refresh_from_db()
    signed = Signed(SignOff.CODE, code=code_of(visit.pk, visit.code_sent_in or 0))
    sent = Sent(happened_at=later(hours=4, minutes=5))
    with pytest.raises(CodeExpired):
        leave_visit(**go, report=REPORT, signed=signed, sent=sent, now=later(hours=5, minutes=5))
    visit.refresh_from_db()
    assert visit.state == VisitState.ARRIVED


def test_a_report_counts_from_when_it_was_pressed_with_its_sign_off(
    go: dict[str, Any], visit: Visit, later: Later
) -> None:
    """A code was good if it was when it was typed."""
    arrive(**go, now=later(hours=4))
    send_code(**go, now=later(hours=4))
    visit.refresh_from_db()
    signed = Signed(SignOff.CODE, code=code_of(visit.pk, visit.code_sent_in or 0))
    now = later(hours=5) + GOOD_FOR
    leave_visit(**go, report=REPORT, signed=signed, sent=Sent(happened_at=later(hours=4, minutes=5)), now=now)
    visit.refresh_from_db()
    assert (visit.state, visit.ended_at) == (VisitState.DONE, later(hours=4, minutes=5))
    for code in (Entry.VISIT_REPORTED, Entry.VISIT_SIGNED, Entry.VISIT_DONE):
        assert (entry(code).happened_at, entry(code).recorded_at) == (later(hours=4, minutes=5), now)
