"""Which entries of the service log are facts that stop a clock. Everything else stops nothing.

A status change, an automatic reply or an internal note is not in the table, so it can never stop `contact`.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices

from tickets.entries import Entry

Payload = Mapping[str, Any]


class Fact(TextChoices):
    """What the metrics' table speaks of. The first that stops a clock is the one remembered."""

    TWO_WAY_CONTACT = "two_way_contact"  # need and priority confirmed
    TWO_WAY = "two_way"
    REACHED = "reached"
    CUSTOMER_CONFIRMED = "customer_confirmed"
    NOT_SOLVED = "not_solved"
    DIAGNOSED = "diagnosed"
    SOLUTION_SENT = "solution_sent"
    DATED_SOLUTION_SENT = "dated_solution_sent"
    PLAN_SENT = "plan_sent"
    PROGRESS_SENT = "progress_sent"
    RESOLUTION_SENT = "resolution_sent"
    OUTWARD_SENT = "outward_sent"
    TASK_DONE = "task_done"


NOTHING: frozenset[Fact] = frozenset()
# Sent means accepted by the channel: the kind of the accepted message says what was sent. Only what a person
# wrote is in the table; receipts and notices answer nobody.
SENT: Mapping[str, frozenset[Fact]] = {
    "solution_sent": frozenset({Fact.SOLUTION_SENT, Fact.OUTWARD_SENT}),
    "solution_dated": frozenset({Fact.DATED_SOLUTION_SENT, Fact.OUTWARD_SENT}),
    "plan_sent": frozenset({Fact.PLAN_SENT, Fact.OUTWARD_SENT}),
    "resolved": frozenset({Fact.RESOLUTION_SENT, Fact.OUTWARD_SENT}),
    "progress_update": frozenset({Fact.PROGRESS_SENT, Fact.OUTWARD_SENT}),
    # It left by itself: the update that is owed, and no answer to anybody.
    "daily_update": frozenset({Fact.PROGRESS_SENT}),
    "question": frozenset({Fact.OUTWARD_SENT}),
    "reply": frozenset({Fact.OUTWARD_SENT}),
}
# Entries that are one fact, whatever they say.
PLAIN: Mapping[str, frozenset[Fact]] = {
    Entry.CONFIRMED: frozenset({Fact.CUSTOMER_CONFIRMED}),
    Entry.DIAGNOSED: frozenset({Fact.DIAGNOSED}),
    Entry.TASK_DONE: frozenset({Fact.TASK_DONE}),
}
QUESTION = "question"
CONFIRMS_THE_NEED = ("two_way", "need_confirmed", "priority_confirmed")
CONTACT_FACTS = frozenset({Fact.TWO_WAY_CONTACT, Fact.TWO_WAY, Fact.REACHED})


def facts_in(entry: str, payload: Payload) -> frozenset[Fact]:
    """The facts that a log entry states."""
    match entry:
        case Entry.CONTACTED:
            return _contact(payload)
        case Entry.MESSAGE_ACCEPTED:
            return SENT.get(str(payload.get("kind")), NOTHING)
        case Entry.REOPENED if payload.get("cause") == "not_solved":
            return frozenset({Fact.NOT_SOLVED})
        case _:
            return PLAIN.get(entry, NOTHING)


def _contact(payload: Payload) -> frozenset[Fact]:
    if not payload.get("reached"):
        return NOTHING
    if all(payload.get(name) for name in CONFIRMS_THE_NEED):
        return CONTACT_FACTS
    if payload.get("two_way"):
        return frozenset({Fact.TWO_WAY, Fact.REACHED})
    # A word the customer left is his, and answers nothing.
    return NOTHING if payload.get("direction") == "in" else frozenset({Fact.REACHED})


def is_customers_word(entry: str, payload: Payload) -> bool:
    """Whether the customer spoke, on any channel: what a wait for the customer ends with."""
    if entry == Entry.CONTACTED:
        return bool(payload.get("two_way")) or payload.get("direction") == "in"
    return entry in {Entry.CUSTOMER_WROTE, Entry.FILES_ADDED, Entry.CONFIRMED}


def is_question_sent(entry: str, payload: Payload) -> bool:
    """Whether a question was accepted by the channel: what a wait for the customer begins with."""
    return entry == Entry.MESSAGE_ACCEPTED and payload.get("kind") == QUESTION


def is_final_word(entry: str, payload: Payload) -> bool:
    """Whether the customer confirmed before anything was reported as solved: his word ends the matter."""
    return entry == Entry.CONFIRMED and bool(payload.get("ends"))


def sets_a_date(payload: Payload) -> bool:
    """Whether a plan, a solution or the customer's consent set the promised date."""
    return bool(payload.get("binds"))


def was_returned(payload: Payload) -> bool:
    """Whether a message that failed had been accepted before: it bounced."""
    return payload.get("accepted_number") is not None
