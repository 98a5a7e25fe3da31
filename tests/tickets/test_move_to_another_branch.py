"""Another branch takes a matter over: with an owner of its own, and nothing promised anew (B2.1)."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest

from accounts.models import Branch, Role, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.conftest import make_staff
from tests.endings import resolve_ticket
from tests.races import together
from tests.tickets.conftest import codes, count
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.selectors.tickets import visible_tickets
from tickets.services.closing import confirm_solved
from tickets.services.moving import NoSuchBranch, SayWhyItMoves, move_to_branch
from tickets.states import IllegalStep
from tickets.wording import sentence


def move(ticket: Ticket, branch: Branch, act: dict[str, Any], **more: Any) -> Ticket:
    return move_to_branch(**(act | {"branch_id": branch.pk, "reason": "It stands in Madrid."} | more))


def test_the_other_branch_has_it_with_an_owner_and_the_reason(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, other_agent: User, agent: User
) -> None:
    before = count(ticket)
    moved = move(ticket, other_branch, act)
    assert (moved.branch, moved.owner) == (other_branch, other_agent)
    assert codes(ticket, before) == ["branch_changed", "owner_named"]
    entry = LogEntry.objects.get(ticket=ticket, entry=Entry.BRANCH_CHANGED)
    assert entry.text.words == "It stands in Madrid."
    assert entry.is_public
    assert sentence(entry, audience="customer") == "South branch takes care of it from now on"
    assert not visible_tickets(Actor.user(agent)).exists()
    assert visible_tickets(Actor.user(other_agent)).get() == ticket


def test_a_second_click_is_not_history(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, other_agent: User
) -> None:
    move(ticket, other_branch, act)
    after = count(ticket)
    move(ticket, other_branch, act | {"actor": Actor.user(other_agent)})
    assert count(ticket) == after


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"reason": " "}, SayWhyItMoves), ({"branch_id": 999_999}, NoSuchBranch)],
)
def test_without_a_reason_or_a_branch_nothing_moves(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, wrong: dict[str, Any], error: type[Exception]
) -> None:
    before = count(ticket)
    with pytest.raises(error):
        move(ticket, other_branch, act, **wrong)
    assert count(ticket) == before
    assert Ticket.objects.get().branch_id == ticket.branch_id


def test_strangers_and_customers_move_nothing(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, other_agent: User, by_customer: Actor
) -> None:
    before = count(ticket)
    for actor in (Actor.user(other_agent), by_customer):
        with pytest.raises(NotAllowed):
            move(ticket, other_branch, act | {"actor": actor})
    assert count(ticket) == before


def test_what_is_closed_stays(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, other_branch: Branch, now: datetime
) -> None:
    resolve_ticket(**act, text="Mended.")
    confirm_solved(actor=by_customer, ticket_id=ticket.pk, now=now)
    with pytest.raises(IllegalStep):
        move(ticket, other_branch, act)


def test_who_serves_both_branches_keeps_it(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, agent: User
) -> None:
    agent.also_serves = [other_branch.pk]
    agent.save()
    moved = move(ticket, other_branch, act | {"actor": Actor.user(agent)})
    assert (moved.branch, moved.owner) == (other_branch, agent)
    assert visible_tickets(Actor.user(agent)).get() == ticket


def test_without_an_agent_the_lead_of_the_branch_holds_it(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch
) -> None:
    assert move(ticket, other_branch, act).owner == other_branch.lead


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_of_two_at_once_to_different_branches_the_later_one_is_refused(
    ticket: Ticket, act: dict[str, Any], other_branch: Branch, other_agent: User
) -> None:
    west = Branch.objects.create(code="west", name="West branch")
    west_agent = make_staff("west.agent", Role.AGENT, west)
    moves = [partial(move, ticket, other, act) for other in (other_branch, west)]
    assert together(moves) == ["done", "not_allowed"]
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.branch, kept.owner) in [(other_branch, other_agent), (west, west_agent)]
    assert codes(kept).count("branch_changed") == 1
