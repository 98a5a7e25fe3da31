"""A late re-labelling needs a lead other than who asked for it (semantics, section 3, Complexity)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.endings import resolve_ticket
from tests.tickets.conftest import codes, count, last
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.services.asking import ClassificationReasonNeeded, ClassifiedSoAlready, ask_for_complexity
from tickets.services.classification import set_complexity
from tickets.signals import step_requested
from tickets.states import IllegalStep

COMPLEX: dict[str, Any] = {"complexity": Complexity.COMPLEX, "reason": "Two departments are needed."}


@pytest.fixture
def heard() -> Iterator[list[int | None]]:
    """Who had asked, as the step's guards hear it."""
    seen: list[int | None] = []

    def hear(asked_by: int | None, **_: object) -> None:
        seen.append(asked_by)

    step_requested.connect(hear)
    yield seen
    step_requested.disconnect(hear)


def test_is_an_entry_for_colleagues_and_changes_nothing_yet(ticket: Ticket, act: dict[str, Any]) -> None:
    before = ticket.last_number
    ask_for_complexity(**act, **COMPLEX)
    ticket.refresh_from_db()
    assert (ticket.complexity, codes(ticket, before)) == (Complexity.GENERAL, [Entry.COMPLEXITY_ASKED])
    assert (last(ticket).payload["complexity"], last(ticket).words) == ("complex", COMPLEX["reason"])
    assert Entry.COMPLEXITY_ASKED not in {entry.entry for entry in timeline(ticket, audience="customer")}


def test_whoever_classifies_is_heard_with_who_asked(
    ticket: Ticket, act: dict[str, Any], agent: User, lead: User, heard: list[int | None]
) -> None:
    ask_for_complexity(**act, **COMPLEX)
    set_complexity(**act | {"actor": Actor.user(lead)}, **COMPLEX)
    assert heard == [agent.pk]


def test_without_asking_nobody_has_asked(
    ticket: Ticket, act: dict[str, Any], integration: tuple[Actor, str], heard: list[int | None]
) -> None:
    """Another system is no member of staff, so its asking does not count."""
    ask_for_complexity(**act | {"actor": integration[0]}, **COMPLEX)
    set_complexity(**act, **COMPLEX)
    assert heard == [None]


def test_an_answered_question_is_used_up_and_another_one_does_not_count(
    ticket: Ticket, act: dict[str, Any], heard: list[int | None]
) -> None:
    ask_for_complexity(**act, **COMPLEX)
    set_complexity(**act, **COMPLEX)
    ask_for_complexity(**act, complexity=Complexity.GENERAL, reason="Simple after all.")
    set_complexity(**act, complexity=Complexity.GENERAL)
    set_complexity(**act, **COMPLEX)
    assert heard == [act["actor"].pk, act["actor"].pk, None]


def test_asking_twice_before_the_answer_adds_no_history(ticket: Ticket, act: dict[str, Any]) -> None:
    ask_for_complexity(**act, **COMPLEX)
    before = count(ticket)
    ask_for_complexity(**act, **COMPLEX)
    assert count(ticket) == before


def test_needs_a_reason_and_something_to_change(ticket: Ticket, act: dict[str, Any]) -> None:
    before = count(ticket)
    with pytest.raises(ClassificationReasonNeeded):
        ask_for_complexity(**act, complexity=Complexity.COMPLEX, reason="  ")
    with pytest.raises(ClassifiedSoAlready):
        ask_for_complexity(**act, complexity=Complexity.GENERAL, reason="Simple.")
    assert count(ticket) == before


def test_is_for_who_works_on_it_while_it_is_open(
    ticket: Ticket, act: dict[str, Any], customer: Customer, other_agent: User, now: datetime
) -> None:
    before = count(ticket)
    for actor in (Actor.customer(customer.pk), Actor.user(other_agent)):
        with pytest.raises(NotAllowed):
            ask_for_complexity(actor=actor, ticket_id=ticket.pk, **COMPLEX, now=now)
    assert count(ticket) == before
    resolve_ticket(**act, text="Done.")
    with pytest.raises(IllegalStep, match="ask_for_complexity"):
        ask_for_complexity(**act, **COMPLEX)
