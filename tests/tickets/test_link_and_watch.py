"""Links between requests, and watchers: staff only, logged on both sides, gone with the sight of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Branch, User
from core.actors import Actor
from core.errors import NotAllowed
from notifications.models import StaffAlert
from tests.tickets.conftest import codes, count, last
from tickets.choices import LinkKind
from tickets.entries import Entry
from tickets.models import Ticket, TicketLink, Watcher
from tickets.selectors.related import links_of, watchers_of
from tickets.services.conversation import ask_customer, customer_writes, write_note
from tickets.services.linking import (
    AlreadyLinked,
    LinkedWithItself,
    NoSuchLink,
    link_tickets,
    unlink_tickets,
)
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.unmerging import undo_merge
from tickets.services.watching import WatcherCannotSee, unwatch_ticket, watch_ticket
from tickets.wording import sentence


@pytest.fixture
def other(ticket: Ticket, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        (LinkKind.REPEAT_OF, "Repeat of", "Repeated by"),
        (LinkKind.CAUSED_BY, "Caused by", "Cause of"),
        (LinkKind.BLOCKS, "Blocks", "Blocked by"),
    ],
)
def test_a_link_is_said_from_both_sides(
    kind: LinkKind, here: str, there: str, ticket: Ticket, other: Ticket, act: dict[str, Any]
) -> None:
    link_tickets(**act, kind=kind, other_id=other.pk)
    by = act["actor"]
    assert [(link.says, link.number) for link in links_of(ticket, actor=by)] == [(here, other.number)]
    assert [(link.says, link.number) for link in links_of(other, actor=by)] == [(there, ticket.number)]
    for one, says in ((ticket, here), (other, there)):
        entry = last(one)
        assert (entry.entry, entry.is_public) == (Entry.LINKED, False)
        assert says in sentence(entry)


def test_it_is_removed_from_either_side_and_both_logs_say_so(
    ticket: Ticket, other: Ticket, act: dict[str, Any]
) -> None:
    link_tickets(**act, kind=LinkKind.BLOCKS, other_id=other.pk)
    link = TicketLink.objects.get()
    unlink_tickets(**act | {"ticket_id": other.pk}, link_id=link.pk)
    assert not TicketLink.objects.exists()
    assert [last(one).entry for one in (ticket, other)] == [Entry.UNLINKED] * 2
    before = count(ticket)
    with pytest.raises(NoSuchLink):
        unlink_tickets(**act, link_id=link.pk)
    assert count(ticket) == before


def test_no_link_to_itself_and_none_twice_or_backwards(
    ticket: Ticket, other: Ticket, act: dict[str, Any]
) -> None:
    with pytest.raises(LinkedWithItself):
        link_tickets(**act, kind=LinkKind.BLOCKS, other_id=ticket.pk)
    link_tickets(**act, kind=LinkKind.BLOCKS, other_id=other.pk)
    before = (count(ticket), count(other))
    for one, two in ((ticket, other), (other, ticket)):
        with pytest.raises(AlreadyLinked):
            link_tickets(**act | {"ticket_id": one.pk}, kind=LinkKind.BLOCKS, other_id=two.pk)
    assert (count(ticket), count(other)) == before
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketLink.objects.create(kind=LinkKind.BLOCKS, source=ticket, target=ticket)


def test_customers_and_other_branches_link_nothing(
    ticket: Ticket, other: Ticket, by_customer: Actor, other_agent: User, now: datetime
) -> None:
    before = (count(ticket), count(other))
    for actor in (by_customer, Actor.user(other_agent)):
        with pytest.raises(NotAllowed):
            link_tickets(actor=actor, ticket_id=ticket.pk, kind=LinkKind.BLOCKS, other_id=other.pk, now=now)
    assert (count(ticket), count(other)) == before


def test_the_other_one_stays_a_number_for_who_may_not_see_it(
    ticket: Ticket, other: Ticket, other_branch: Branch, act: dict[str, Any]
) -> None:
    link_tickets(**act, kind=LinkKind.BLOCKS, other_id=other.pk)
    Ticket.objects.filter(pk=other.pk).update(branch=other_branch, owner=other_branch.lead)
    [link] = links_of(ticket, actor=act["actor"])
    assert (link.number, link.title, link.is_visible) == (other.number, "", False)


def alerts(user: User) -> list[str]:
    return list(StaffAlert.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_watcher_is_told_of_the_customers_words_and_of_states_only(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, colleague: User
) -> None:
    watch_ticket(**act, user_id=colleague.pk)
    assert last(ticket).entry == Entry.WATCHED
    write_note(**act, text="For us.")
    assert alerts(colleague) == []
    ask_customer(**act, text="Which floor?")
    customer_writes(**act | {"actor": by_customer}, text="The second.")
    assert alerts(colleague) == ["watched_state", "customer_wrote", "watched_state"]


def test_nobody_is_told_of_what_he_did_himself(ticket: Ticket, act: dict[str, Any], agent: User) -> None:
    watch_ticket(**act, user_id=agent.pk)
    before = alerts(agent)
    ask_customer(**act, text="Which floor?")
    assert alerts(agent) == before


def test_watching_twice_and_ending_it_twice_is_no_history(
    ticket: Ticket, act: dict[str, Any], colleague: User
) -> None:
    before = ticket.last_number
    for service in (watch_ticket, watch_ticket, unwatch_ticket, unwatch_ticket):
        service(**act, user_id=colleague.pk)
    assert codes(ticket, before) == [Entry.WATCHED] * 2
    assert watchers_of(ticket) == []


def test_only_who_may_see_it_can_watch(
    ticket: Ticket, act: dict[str, Any], other_agent: User, by_customer: Actor, colleague: User
) -> None:
    before = count(ticket)
    with pytest.raises(WatcherCannotSee):
        watch_ticket(**act, user_id=other_agent.pk)
    with pytest.raises(NotAllowed):
        watch_ticket(**act | {"actor": by_customer}, user_id=colleague.pk)
    assert (count(ticket), Watcher.objects.count()) == (before, 0)


def test_who_loses_sight_of_it_is_told_nothing_and_watches_no_more(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, colleague: User, other_branch: Branch
) -> None:
    watch_ticket(**act, user_id=colleague.pk)
    colleague.branch = other_branch
    colleague.save()
    customer_writes(**act | {"actor": by_customer}, text="Hello?")
    assert alerts(colleague) == []
    assert not Watcher.objects.exists()
    assert ticket.log.filter(entry=Entry.WATCHED, payload__cause="lost_sight").count() == 1


def test_a_merge_takes_the_watchers_along_and_undoing_brings_them_back(
    ticket: Ticket,
    other: Ticket,
    act: dict[str, Any],
    colleague: User,
    lead: User,
    later: Callable[..., datetime],
) -> None:
    watch_ticket(**act, user_id=colleague.pk)
    for one in (ticket, other):
        watch_ticket(**act | {"ticket_id": one.pk}, user_id=lead.pk)
    merge_tickets(**act, into_id=other.pk)
    assert (watchers_of(ticket), set(watchers_of(other))) == ([], {colleague, lead})
    undo_merge(actor=Actor.user(lead), ticket_id=ticket.pk, now=later(hours=1))
    assert (set(watchers_of(ticket)), watchers_of(other)) == ({colleague, lead}, [lead])
