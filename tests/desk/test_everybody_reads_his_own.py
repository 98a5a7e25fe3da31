"""Statements kept for readers of a kind give each what his own rule gives him, nothing else (B2.1, D3.4)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, cycle, pairwise, product
from random import Random

import pytest

from accounts.models import Branch, Customer, Role, Scope, User
from core.actors import Actor, ActorKind
from servicedesk.desk.counted import LATER, SOON, count_groups, count_places
from servicedesk.desk.filters import FLAGS, filters_with
from servicedesk.desk.groups import CLOSED, Bounds, conditions
from tests.conftest import make_staff
from tickets.choices import Priority, Sort, State
from tickets.locks import NoSuchTicket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.selectors.tickets import (
    NOW,
    QueueFilters,
    get_ticket,
    queue,
    queue_rows,
    visible_tickets,
)

WORDS = ("%", "_", "\\", "100%", "A_B", "'", '"', "a\0b", "\0", "  %s ", "%%", "%(me)s", "wang", "王")
SERIALS = ("100%", "A_B", "AxB", "C\\D", "O'Neil", 'say "so"', "%s", "ab", "SN-1")
FLAGGED = [QueueFilters(), *(filters_with([flag.key]) for flag in FLAGS), QueueFilters(closed=True)]


@pytest.fixture
def people(
    branch: Branch, other_branch: Branch, colleague: User, other_agent: User, head: User
) -> list[User]:
    """Everybody who may hold a ticket, or be concerned by a complaint."""
    both = make_staff("both", Role.AGENT, branch, also_serves=[other_branch.pk])
    guest = make_staff("guest", Role.AGENT, None, also_serves=[other_branch.pk])
    boss = make_staff("boss", Role.MANAGEMENT, branch)
    return [colleague, other_agent, head, both, guest, boss]


@pytest.fixture
def actors(people: list[User], request: pytest.FixtureRequest, stranger: Customer) -> list[Actor]:
    staff = ("agent", "lead", "branch_manager", "manager")
    users = [
        *people,
        *(request.getfixturevalue(name) for name in staff),
        make_staff("nowhere", "agent", None),
    ]
    here, there = (request.getfixturevalue(name).pk for name in ("branch", "other_branch"))
    read, write = frozenset({Scope.TICKETS_READ}), frozenset({Scope.TICKETS_WRITE})
    tokens = [
        Actor(ActorKind.INTEGRATION, users[0].pk, branch_id=branch_id, scopes=scopes)
        for branch_id, scopes in product((None, here, there), (read, read | write, write, frozenset()))
    ]
    customers = [Actor.customer(request.getfixturevalue("customer").pk), Actor.customer(stranger.pk)]
    return [*map(Actor.user, users), *customers, *tokens, Actor.system("portal")]


@pytest.fixture
def tickets(
    ticket: Ticket, people: list[User], agent: User, manager: User, stranger: Customer, now: datetime
) -> list[Ticket]:
    """Some of every sort: of whom, whose, in which state, due when; some are complaints."""
    chance, branches = Random(7), list(Branch.objects.all())  # noqa: S311 - the same each time
    holders, customers = [*people, agent, manager], [ticket.customer, stranger]

    def some(number: int) -> Ticket:
        state, is_complaint = chance.choice(State.values), chance.random() < 0.2
        due = chance.choice((None, *(now + timedelta(hours=hours) for hours in (-30, -1, 0, 1, 2, 5, 40))))
        return Ticket(
            number=f"SR-26-{number:07}",
            title=f"Matter {number}",
            kind=ticket.kind,
            channel=ticket.channel,
            impact=ticket.impact,
            priority=chance.choice(Priority.values),
            raised_priority=chance.choice(("", "", *Priority.values)),
            state=state,
            closed_at=now if state == State.CLOSED else None,
            confirmed_at=chance.choice((None, now)),
            customer=chance.choice(customers),
            branch=chance.choice(branches),
            owner=chance.choice(holders),
            serial=chance.choice(SERIALS),
            complaint_about=ticket if is_complaint else None,
            complaint_concerns=chance.choice((None, *holders)) if is_complaint else None,
            next_due_at=due,
            next_risk_at=due and due - timedelta(hours=chance.choice((0, 3))),
            is_paused=due is None and chance.random() < 0.5,
            received_at=now,
            registered_at=now - timedelta(hours=chance.randrange(9)),
            updated_at=now,
        )

    return [ticket, *Ticket.objects.bulk_create(map(some, range(59)))]


def asked(actors: Sequence[Actor], people: Sequence[User]) -> Iterator[tuple[QueueFilters, Actor]]:
    """What a queue can be asked for: by everybody each flag alone, by some of them all else."""
    yield from product(FLAGGED, actors)
    others = [filters_with([a.key, b.key]) for a, b in pairwise(FLAGS)]
    others += [QueueFilters(search=words, mine=len(words) == 1) for words in WORDS]
    others += [QueueFilters(priority=tier) for tier in Priority.values]
    others += [QueueFilters(state=state) for state in State.values]
    others += [QueueFilters(owner_id=one.pk, branch_id=people[1].branch_id) for one in people[:2]]
    yield from zip(others, cycle(actors), strict=False)
    yield from zip(others, cycle(actors[1::3]), strict=False)


def numbers(rows: Iterable[Ticket]) -> list[str]:
    return [row.number for row in rows]


def test_one_ticket_is_found_by_those_who_may_read_it(tickets: list[Ticket], actors: list[Actor]) -> None:
    for actor in actors:
        allowed = {row.number for row in tickets if policy.allows(actor, "view", row)}
        assert set(visible_tickets(actor).values_list("number", flat=True)) == allowed, actor
        for row in tickets:
            if row.number in allowed:
                assert get_ticket(actor=actor, number=row.number) == row
            else:
                with pytest.raises(NoSuchTicket):
                    get_ticket(actor=actor, number=row.number)


def test_rows_and_counts_of_a_queue_are_those_of_its_reader(
    tickets: list[Ticket], actors: list[Actor], people: list[User], now: datetime
) -> None:
    bounds, sorts = Bounds.at(now), cycle(Sort)
    for filters, actor in asked(actors, people):
        sort = next(sorts)
        own = list(queue(actor, filters=filters, now=now, sort=sort))
        pages = [queue_rows(actor, filters, sort, start=start, most=30, now=now) for start in (0, 30)]
        assert numbers(chain(*pages)) == numbers(own), (actor, filters, sort)
        assert all(policy.allows(actor, "view", row) for row in own)
        counts = {key: count.value for key, count in count_groups(actor, filters, bounds).items() if count}
        groups = [bounds.group_of(row).key for row in own]
        assert counts == {key: groups.count(key) for key in groups}, (actor, filters)


def test_nobody_looks_for_closed_tickets_among_open_ones() -> None:
    """To find none the database would read every ticket there ever was."""
    groups = {
        filters: set(conditions(filters, now=NOW, soon=SOON, later=LATER))
        for filters in (*FLAGGED, QueueFilters(state=State.RESOLVED), QueueFilters(search="pump"))
    }
    assert {filters for filters, found in groups.items() if CLOSED in found} == {
        QueueFilters(closed=True),
        QueueFilters(search="pump"),
    }
    assert groups[QueueFilters(closed=True)] == {CLOSED}


def test_the_counts_beside_a_page_are_those_of_its_reader(
    tickets: list[Ticket], actors: list[Actor], now: datetime
) -> None:
    for actor in actors:
        wanted = {flag.key: queue(actor, filters=filters_with([flag.key]), now=now).count() for flag in FLAGS}
        wanted["all"] = visible_tickets(actor).not_closed().count()
        found = {key: count.value for key, count in count_places(actor, {}, now=now).items()}
        assert found == wanted | {"unread": found["unread"]}, actor
