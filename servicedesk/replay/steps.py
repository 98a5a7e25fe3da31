"""The steps a mapping may name. Each is one call of one service, as any face would make it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.actors import Actor
from tickets.choices import Complexity, ContactChannel, Direction, Priority
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_complexity, set_priority
from tickets.services.closing import close_by_timeout, reopen_ticket, resolve_ticket
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import (
    ask_customer,
    give_initial_fix,
    send_plan,
    send_reply,
    write_note,
)
from tickets.summaries import ClosingSummary

# A foreign log has no words, summaries and promised dates; these stand in for them.
PLAN_TAKES = timedelta(days=14)
CONTACT = ContactFacts(
    channel=ContactChannel.CALL,
    direction=Direction.OUT,
    reached=True,
    two_way=True,
    need_confirmed=True,
    priority_confirmed=True,
)
ATTEMPT = ContactFacts(
    channel=ContactChannel.EMAIL,
    direction=Direction.OUT,
    reached=False,
    two_way=False,
    need_confirmed=False,
    priority_confirmed=False,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a step needs: who did it (a member of staff, by id), to which ticket, when, in which words."""

    actor: Actor
    owner_id: int
    ticket: Ticket
    at: datetime
    words: str


Step = Callable[[Moment], object]


def assign(moment: Moment) -> object:
    ticket = moment.ticket
    return assign_ticket(
        actor=moment.actor, ticket_id=ticket.pk, owner_id=moment.owner_id, now=moment.at, rule="took_charge"
    )


def contact(moment: Moment) -> object:
    return log_contact(actor=moment.actor, ticket_id=moment.ticket.pk, contact=CONTACT, now=moment.at)


def follow_up(moment: Moment) -> object:
    return log_contact(actor=moment.actor, ticket_id=moment.ticket.pk, contact=ATTEMPT, now=moment.at)


def confirm_priority(moment: Moment) -> object:
    return set_priority(
        actor=moment.actor,
        ticket_id=moment.ticket.pk,
        priority=Priority(moment.ticket.priority),
        now=moment.at,
    )


def classify_complex(moment: Moment) -> object:
    return set_complexity(
        actor=moment.actor,
        ticket_id=moment.ticket.pk,
        complexity=Complexity.COMPLEX,
        reason=moment.words,
        now=moment.at,
    )


def plan(moment: Moment) -> object:
    return send_plan(
        actor=moment.actor,
        ticket_id=moment.ticket.pk,
        text=moment.words,
        completes_at=moment.at + PLAN_TAKES,
        now=moment.at,
    )


def progress(moment: Moment) -> object:
    return send_reply(
        actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, is_progress=True, now=moment.at
    )


def initial_fix(moment: Moment) -> object:
    return give_initial_fix(actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, now=moment.at)


def wait(moment: Moment) -> object:
    return ask_customer(actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, now=moment.at)


def note(moment: Moment) -> object:
    return write_note(actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, now=moment.at)


def resolve(moment: Moment) -> object:
    summary = ClosingSummary(*[moment.words] * 3)
    return resolve_ticket(
        actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, summary=summary, now=moment.at
    )


def close(moment: Moment) -> object:
    """The importing system records the time-out; nobody pressed a button."""
    importer = Actor.system("import")
    return close_by_timeout(actor=importer, ticket_id=moment.ticket.pk, text=moment.words, now=moment.at)


def reopen(moment: Moment) -> object:
    return reopen_ticket(actor=moment.actor, ticket_id=moment.ticket.pk, text=moment.words, now=moment.at)


STEPS: dict[str, Step] = {
    "assign": assign,
    "contact": contact,
    "follow_up": follow_up,
    "confirm_priority": confirm_priority,
    "classify_complex": classify_complex,
    "plan": plan,
    "progress": progress,
    "initial_fix": initial_fix,
    "ask_customer": wait,
    "note": note,
    "resolve": resolve,
    "close_by_timeout": close,
    "reopen": reopen,
}
