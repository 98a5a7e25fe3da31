"""A complaint reaches management and nobody else (A4.2, D3.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import Branch, Role, Scope, User
from accounts.services.tokens import issue_token
from core.actors import Actor
from core.errors import NotAllowed
from notifications.models import Message, StaffAlert
from sla.models import Breach, CommitmentVersion
from sla.services.letters import install_letter
from sla.services.sweep import sweep
from tests.conftest import make_staff
from tickets.choices import Channel, Department, LinkKind
from tickets.dispatch import NobodyToOwn
from tickets.locks import NoSuchTicket
from tickets.models import LogEntry, Ticket
from tickets.selectors.handing_over import open_tickets_of
from tickets.selectors.matters import matters_of
from tickets.selectors.related import merge_candidates, possible_watchers
from tickets.selectors.tickets import QueueFilters, get_ticket, queue, visible_tickets
from tickets.services.assignment import OwnerCannotWork, assign_ticket
from tickets.services.complaining import NothingComplained, complain
from tickets.services.linking import link_tickets
from tickets.services.merging import merge_tickets
from tickets.services.tasks import TaskWish, ask_department

WORDS = "Nobody calls me back, and he was rude."


@pytest.fixture(autouse=True)
def letter(manager: User, now: datetime) -> CommitmentVersion:
    return install_letter("A", actor=Actor.user(manager), effective_from=now, now=now)


@pytest.fixture
def complaint(ticket: Ticket, by_customer: Actor, now: datetime) -> Ticket:
    return complain(actor=by_customer, ticket_id=ticket.pk, text=WORDS, now=now)


@pytest.fixture
def by_customer(ticket: Ticket) -> Actor:
    return Actor.customer(ticket.customer_id, ticket.customer.name)


def test_it_is_a_matter_of_its_own_which_management_owns(
    complaint: Ticket, ticket: Ticket, manager: User, agent: User
) -> None:
    assert complaint.complaint_about == ticket
    assert (complaint.owner, complaint.complaint_concerns) == (manager, agent)
    assert complaint.customer == ticket.customer
    assert complaint.number != ticket.number
    assert complaint.clocks.filter(promise__metric="contact", state="running").exists()
    assert LogEntry.objects.get(ticket=complaint, number=1).words == WORDS


def test_nothing_at_all_changes_on_the_request_itself(
    ticket: Ticket, by_customer: Actor, now: datetime
) -> None:
    before = Ticket.objects.filter(pk=ticket.pk).values().get()
    told = StaffAlert.objects.filter(ticket=ticket).count(), Message.objects.filter(ticket=ticket).count()
    complain(actor=by_customer, ticket_id=ticket.pk, text=WORDS, now=now)
    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before
    assert told == (
        StaffAlert.objects.filter(ticket=ticket).count(),
        Message.objects.filter(ticket=ticket).count(),
    )


def test_the_customer_gets_its_number_and_management_the_news(complaint: Ticket, manager: User) -> None:
    messages = Message.objects.filter(ticket=complaint)
    assert {(m.kind, m.user or m.customer) for m in messages} >= {
        ("registered", complaint.customer),
        ("assigned", manager),
    }


@pytest.mark.parametrize("persona", ["agent", "colleague", "lead", "head", "branch_manager", "other_agent"])
def test_nobody_else_of_the_house_sees_it(
    complaint: Ticket, persona: str, request: pytest.FixtureRequest, now: datetime
) -> None:
    actor = Actor.user(request.getfixturevalue(persona))
    assert complaint not in visible_tickets(actor)
    assert complaint not in queue(actor, filters=QueueFilters(search=complaint.number), now=now)
    with pytest.raises(NoSuchTicket):
        get_ticket(actor=actor, number=complaint.number)


def test_management_sees_it_but_not_what_is_said_of_itself(
    ticket: Ticket, by_customer: Actor, manager: User, now: datetime
) -> None:
    second = make_staff("second", Role.MANAGEMENT, None)
    Ticket.objects.filter(pk=ticket.pk).update(owner=manager)
    complaint = complain(actor=by_customer, ticket_id=ticket.pk, text=WORDS, now=now)
    assert (complaint.owner, complaint.complaint_concerns) == (second, manager)
    assert complaint in visible_tickets(Actor.user(second))
    assert complaint not in visible_tickets(Actor.user(manager))
    with pytest.raises(NoSuchTicket):
        get_ticket(actor=Actor.user(manager), number=complaint.number)


def test_where_only_the_owner_is_left_of_management_he_hears_it(
    ticket: Ticket, by_customer: Actor, manager: User, now: datetime
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(owner=manager)
    complaint = complain(actor=by_customer, ticket_id=ticket.pk, text=WORDS, now=now)
    assert (complaint.owner, complaint.complaint_concerns) == (manager, None)
    assert complaint in visible_tickets(Actor.user(manager))


def test_a_house_without_management_says_so(
    ticket: Ticket, by_customer: Actor, manager: User, now: datetime
) -> None:
    manager.is_active = False
    manager.save()
    with pytest.raises(NobodyToOwn):
        complain(actor=by_customer, ticket_id=ticket.pk, text=WORDS, now=now)
    assert Ticket.objects.count() == 1


def test_a_token_may_write_one_down_and_never_reads_one(
    ticket: Ticket, integration: tuple[Actor, str], now: datetime
) -> None:
    token, _secret = integration
    complaint = complain(actor=token, ticket_id=ticket.pk, text=WORDS, channel=Channel.API, now=now)
    everything, _ = issue_token(name="All", scopes=list(Scope), now=now)
    for actor in (token, Actor.integration(everything)):
        assert complaint not in visible_tickets(actor)
        with pytest.raises(NoSuchTicket):
            get_ticket(actor=actor, number=complaint.number)


def test_a_stranger_cannot_complain_about_it(ticket: Ticket, other_agent: User, now: datetime) -> None:
    with pytest.raises((NotAllowed, NoSuchTicket)):
        complain(actor=Actor.user(other_agent), ticket_id=ticket.pk, text=WORDS, now=now)
    assert Ticket.objects.count() == 1


def test_a_complaint_says_something(ticket: Ticket, by_customer: Actor, now: datetime) -> None:
    with pytest.raises(NothingComplained):
        complain(actor=by_customer, ticket_id=ticket.pk, text=" \n", now=now)
    assert Ticket.objects.count() == 1


def test_the_same_words_again_are_the_same_complaint(
    complaint: Ticket, ticket: Ticket, by_customer: Actor, now: datetime
) -> None:
    again = complain(actor=by_customer, ticket_id=ticket.pk, text=f" {WORDS} ", now=now)
    other = complain(actor=by_customer, ticket_id=ticket.pk, text="And now this.", now=now)
    assert again == complaint
    assert other != complaint


def test_about_a_complaint_one_does_not_complain(
    complaint: Ticket, by_customer: Actor, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        complain(actor=by_customer, ticket_id=complaint.pk, text=WORDS, now=now)


def test_its_ladder_reaches_management_only(
    complaint: Ticket, manager: User, branch: Branch, now: datetime
) -> None:
    """The ladder of an important matter would tell the lead, and hand it to him."""
    at = now
    while at < now + timedelta(hours=60):
        at += timedelta(minutes=30)
        sweep(now=at)
    complaint.refresh_from_db()
    told = set(StaffAlert.objects.filter(ticket=complaint).values_list("user", flat=True))
    told |= set(Message.objects.filter(ticket=complaint, user__isnull=False).values_list("user", flat=True))
    assert Breach.objects.filter(ticket=complaint).exists()
    assert told == {manager.pk}
    assert complaint.owner == manager
    assert branch.lead_id not in told


def test_only_management_can_own_or_watch_it(
    complaint: Ticket, manager: User, lead: User, agent: User, now: datetime
) -> None:
    with pytest.raises(OwnerCannotWork):
        assign_ticket(actor=Actor.user(manager), ticket_id=complaint.pk, owner_id=lead.pk, now=now)
    assert list(possible_watchers(complaint)) == [manager]
    assert agent not in possible_watchers(complaint)


@pytest.mark.parametrize("what", ["merge", "link", "task"])
def test_nothing_ties_it_to_people_or_requests_outside(
    complaint: Ticket, ticket: Ticket, manager: User, agent: User, now: datetime, what: str
) -> None:
    by = Actor.user(manager)
    steps: dict[str, Callable[[], object]] = {
        "merge": lambda: merge_tickets(actor=by, ticket_id=complaint.pk, into_id=ticket.pk, now=now),
        "link": lambda: link_tickets(
            actor=by, ticket_id=ticket.pk, other_id=complaint.pk, kind=LinkKind.CAUSED_BY, now=now
        ),
        "task": lambda: ask_department(
            actor=by,
            ticket_id=complaint.pk,
            wish=TaskWish(
                department=Department.TECHNICAL,
                owner_id=agent.pk,
                what="Look",
                note="Please",
                due_at=now + timedelta(days=1),
            ),
            now=now,
        ),
    }
    with pytest.raises(NotAllowed):
        steps[what]()


def test_it_shows_in_no_list_of_the_customers_matters(
    complaint: Ticket, ticket: Ticket, agent: User, manager: User
) -> None:
    assert merge_candidates(ticket, actor=Actor.user(manager)) == []
    assert complaint not in matters_of(Actor.user(agent), complaint.customer)
    assert complaint not in open_tickets_of(manager, actor=Actor.user(agent))
