"""Which entries of the service log are facts that stop a clock. Everything else stops nothing.

A status change, an automatic reply or an internal note is not in the table, so it can never stop `contact`.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices

from tickets.entries import Entry


class Fact(TextChoices):
    """What the metrics' table speaks of."""

    TWO_WAY_CONTACT = "two_way_contact"
    CUSTOMER_CONFIRMED = "customer_confirmed"
    SOLUTION_SENT = "solution_sent"
    PLAN_SENT = "plan_sent"
    RESOLUTION_SENT = "resolution_sent"


# Sent means accepted by the channel: the kind of the accepted message says what was sent.
SENT: Mapping[str, Fact] = {
    "solution_sent": Fact.SOLUTION_SENT,
    "plan_sent": Fact.PLAN_SENT,
    "resolved": Fact.RESOLUTION_SENT,
}
QUESTION = "question"
CONFIRMS_THE_NEED = ("two_way", "need_confirmed", "priority_confirmed")


def fact_of(entry: str, payload: Mapping[str, Any]) -> Fact | None:
    """The fact that a log entry states, or `None`."""
    match entry:
        case Entry.CONTACTED if all(payload.get(name) for name in CONFIRMS_THE_NEED):
            return Fact.TWO_WAY_CONTACT
        case Entry.CONFIRMED:
            return Fact.CUSTOMER_CONFIRMED
        case Entry.MESSAGE_ACCEPTED:
            return SENT.get(str(payload.get("kind")))
        case _:
            return None


def is_customers_word(entry: str, payload: Mapping[str, Any]) -> bool:
    """Whether the customer spoke, on any channel: what a wait for the customer ends with."""
    if entry == Entry.CONTACTED:
        return bool(payload.get("two_way")) or payload.get("direction") == "in"
    return entry in {Entry.CUSTOMER_WROTE, Entry.FILES_ADDED, Entry.CONFIRMED}


def is_question_sent(entry: str, payload: Mapping[str, Any]) -> bool:
    """Whether a question was accepted by the channel: what a wait for the customer begins with."""
    return entry == Entry.MESSAGE_ACCEPTED and payload.get("kind") == QUESTION
