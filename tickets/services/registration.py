"""One registration for every channel (A3.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.editions import one_edition
from accounts.models import Branch, Customer, User
from accounts.services.customers import CustomerFacts, find_or_add_customer
from core.actors import Actor
from core.collecting import collecting, hand
from core.errors import BadInput, NotAllowed, need
from core.files import SentFile
from core.moments import to_second, to_text
from core.rows import insert_rows
from tickets.choices import PRIORITY_OF_IMPACT, Channel, Impact, Kind, Priority
from tickets.dispatch import Wanted, choose_owner
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.numbers import new_number
from tickets.policies import may_register
from tickets.required import LABELS, Fact, needed_at_once
from tickets.routing import Route, Whereabouts, route
from tickets.services.assignment import DISPATCH, record_owner
from tickets.services.attachments import attach, check_files
from tickets.services.backdating import check_received_at
from tickets.services.entitling import Bought, Proof, judged, look_up
from tickets.services.log import record

TITLE_LENGTH = 80
SENTENCE = re.compile(r".+?(?:[。！？；]|[.!?](?=\s|$))")
NUMBER_TRIES = 5
NEXT_ID = "SELECT nextval('tickets_ticket_id_seq')"


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What a customer asks for, however it reached us. `received_at`: when he asked (default: now)."""

    channel: Channel
    customer: CustomerFacts
    problem: str
    kind: Kind
    impact: Impact
    product: str = ""
    serial: str = ""
    location: str = ""
    files: Sequence[SentFile] = ()
    received_at: datetime | None = None
    backdating_reason: str = ""
    is_verified: bool = True
    branch_id: int | None = None
    # The address of ours to which it came: a mailbox, a number called, the host of the form (B2.1).
    came_to: str = ""
    # Known for sure, not only typed: the purchase by its label or by one of us, the customer by one of us.
    purchase_id: int | None = None
    proof: Proof = Proof.NONE
    customer_id: int | None = None


class NothingSaid(BadInput):
    code = "nothing_said"
    message = _("Say what the problem is: at least a few words.")


FACT_NEEDED = _("Enter {fact}.")


class FactsNeeded(BadInput):
    code = "facts_needed"
    message = _("Something is missing without which nobody could answer. Complete what is marked.")


class NumbersExhaustedError(RuntimeError):
    """No free ticket number after several tries: the random source is broken."""


@transaction.atomic
def register_ticket(*, actor: Actor, request: ServiceRequest, now: datetime) -> Ticket:
    """Register a service request: number, owner, log, clocks and messages in one transaction.

    Clauses A2.1, A2.3, A3.1.

    Raises NotAllowed, NothingSaid, FactsNeeded, NoBranch, the errors of `check_files` and of
    `check_received_at`.
    """
    return register_within(actor=actor, request=request, now=now)


def register_within(*, actor: Actor, request: ServiceRequest, now: datetime) -> Ticket:
    """The same within a transaction of the caller's, which what it raises must end: it has no savepoint."""
    if not may_register(actor):
        raise NotAllowed(permission="register")
    need(request.problem, NothingSaid, "problem")
    _require_facts(request)
    check_files(request.files)
    with one_edition():
        return _register(actor, request, now)


def _register(actor: Actor, request: ServiceRequest, now: datetime) -> Ticket:
    customer = _customer(actor, request, now)
    found = _look_up(request)
    routed = _route(actor, request, customer, found)
    branch = routed.branch
    received_at = check_received_at(actor=actor, request=request, branch=branch, now=now)
    bought = judged(found, branch=branch, received_at=received_at)
    wanted = Wanted(
        kind=request.kind,
        product=request.product,
        language=customer.language,
        channel=request.channel,
        priority=PRIORITY_OF_IMPACT[Impact(request.impact)],
    )
    choice = choose_owner(branch, wanted, now=now)
    draft = draft_of(request, branch, customer, choice.owner, received_at, now)
    bought.put_on(draft)
    facts = bought.payload() | routed.payload() | {"came_to": request.came_to.strip()}
    return admit(draft, actor=actor, request=request, facts=facts, how=choice.payload(), now=now)


def admit(
    draft: Ticket,
    *,
    actor: Actor,
    request: ServiceRequest,
    facts: Mapping[str, Any],
    how: Mapping[str, Any],
    now: datetime,
) -> Ticket:
    """Give the ticket its number, write down what arrived with what is known (`facts`), and who is
    responsible (`how` he was found)."""
    draft.pk, draft.number = _next_id(), new_number(now)
    with collecting():
        hand(_insert, draft)  # once, with all that follows from it
        _record_arrival(draft, actor, request, facts, now)
        record_owner(draft, actor=DISPATCH, was=None, how=how, happened_at=now)
    return draft


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ID)
        return int(cursor.fetchone()[0])


def _insert(tickets: list[Ticket]) -> None:
    """Each under a number nobody has; two equal random numbers are rare, so the constraint may settle it."""
    for ticket in tickets:
        for _try in range(NUMBER_TRIES):
            if insert_rows([ticket], unless_known=["number"]):
                break
            ticket.number = new_number(ticket.registered_at)
        else:
            raise NumbersExhaustedError


def _require_facts(request: ServiceRequest) -> None:
    given = {Fact.PROBLEM: request.problem, Fact.NAME: request.customer.name}
    given[Fact.REACH] = request.customer.email or request.customer.phone
    if needed := needed_at_once(request.channel, given):
        raise FactsNeeded(
            fields={fact.value: [str(FACT_NEEDED).format(fact=LABELS[fact])] for fact in needed}
        )


def _look_up(request: ServiceRequest) -> Bought:
    return look_up(
        known=request.purchase_id,
        proof=request.proof,
        serial=request.serial,
        product=request.product,
        email=request.customer.email,
    )


def _route(actor: Actor, request: ServiceRequest, customer: Customer, found: Bought) -> Route:
    where = Whereabouts.of(
        customer=customer,
        purchase=found.purchase if found.proof else None,
        location=request.location,
        product=request.product,
        address=request.came_to,
    )
    return route(actor, request.branch_id, where)


def _customer(actor: Actor, request: ServiceRequest, now: datetime) -> Customer:
    """The one that one of us chose, else the one who is exactly as he names himself."""
    if request.customer_id is not None and actor.is_staff:
        return Customer.objects.get(pk=request.customer_id)
    return find_or_add_customer(request.customer, now=now)


def draft_of(
    request: ServiceRequest,
    branch: Branch,
    customer: Customer,
    owner: User,
    received_at: datetime,
    now: datetime,
) -> Ticket:
    """The ticket that a request becomes; it is not saved, and has no number yet."""
    return Ticket(
        title=title_of(request.problem),
        kind=request.kind,
        priority=PRIORITY_OF_IMPACT[Impact(request.impact)],
        customer=customer,
        branch=branch,
        owner=owner,
        channel=request.channel,
        impact=request.impact,
        product=request.product,
        serial=request.serial,
        location=request.location,
        is_verified=request.is_verified,
        received_at=received_at,
        registered_at=to_second(now),
        updated_at=to_second(now),
    )


def title_of(problem: str) -> str:
    """The first sentence of what the customer wrote, short enough for a list."""
    line = problem.strip().splitlines()[0].strip()
    sentence = SENTENCE.match(line)
    first = (sentence.group() if sentence else line).rstrip(".。；") or line
    return first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1].rstrip()}…"


def _record_arrival(
    ticket: Ticket, actor: Actor, request: ServiceRequest, facts: Mapping[str, Any], now: datetime
) -> None:
    is_call = request.channel == Channel.PHONE
    entry = record(
        ticket,
        actor=actor if is_call else Actor.customer(ticket.customer_id, ticket.customer.name),
        entry=Entry.RECEIVED,
        payload={
            "channel": str(request.channel),
            "kind": str(request.kind),
            "impact": str(request.impact),
            "priority": str(Priority(ticket.priority)),
            "complexity": str(ticket.complexity),
            "product": ticket.product,
            "customer": ticket.customer_id,
            "branch": ticket.branch_id,
            "registered_at": to_text(now),
            "files": len(request.files),
            **facts,
            **({"about": ticket.complaint_about.number} if ticket.complaint_about else {}),
        },
        text=request.problem.strip(),
        happened_at=ticket.received_at,
        recorded_at=now,
    )
    attach(ticket, entry, request.files)
    if reason := request.backdating_reason.strip():
        record(ticket, actor=actor, entry=Entry.NOTED, text=reason, happened_at=now)
