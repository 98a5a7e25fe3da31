"""The vocabulary of the demo: what may happen to a matter, each one call of one service at its own time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from servicedesk.demo.people import ZONE, address
from tickets.choices import (
    Channel,
    Complexity,
    ContactChannel,
    Department,
    Direction,
    Impact,
    Kind,
    Nature,
    Priority,
)
from tickets.models import Ticket
from tickets.services.classification import set_complexity
from tickets.services.closing import confirm_solved, resolve_ticket, say_not_solved
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import (
    ask_customer,
    customer_writes,
    give_initial_fix,
    send_plan,
    send_reply,
    write_note,
)
from tickets.services.diagnosis import record_diagnosis
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.tasks import TaskWish, ask_department
from tickets.summaries import ClosingSummary

Act = Callable[[Ticket, datetime], object]


@dataclass(frozen=True, slots=True)
class Matter:
    """A request of the demo: who asks for what, how many minutes before now, and what followed."""

    key: str
    minutes_ago: int
    customer: CustomerFacts
    problem: str
    impact: Impact
    kind: Kind = Kind.REPAIR
    product: str = ""
    serial: str = ""
    location: str = ""
    then: Sequence[tuple[int, Act]] = ()


def register(matter: Matter, now: datetime) -> Ticket:
    """The matter arrives by the web form."""
    request = ServiceRequest(
        channel=Channel.WEB,
        customer=matter.customer,
        problem=matter.problem,
        kind=matter.kind,
        impact=matter.impact,
        product=matter.product,
        serial=matter.serial,
        location=matter.location,
    )
    return register_ticket(actor=Actor.system("portal"), request=request, now=now)


def _owner(ticket: Ticket) -> Actor:
    return Actor.user(User.objects.get(pk=Ticket.objects.get(pk=ticket.pk).owner_id))


def _customer(ticket: Ticket) -> Actor:
    return Actor.customer(ticket.customer_id, ticket.customer.name)


def called(summary: str, priority: Priority | None = None) -> Act:
    facts = ContactFacts(
        channel=ContactChannel.CALL,
        direction=Direction.OUT,
        reached=True,
        two_way=True,
        need_confirmed=True,
        priority_confirmed=True,
        priority=priority,
        summary=summary,
    )
    return lambda ticket, at: log_contact(actor=_owner(ticket), ticket_id=ticket.pk, contact=facts, now=at)


def missed_call() -> Act:
    facts = ContactFacts(
        channel=ContactChannel.CALL,
        direction=Direction.OUT,
        reached=False,
        two_way=False,
        need_confirmed=False,
        priority_confirmed=False,
    )
    return lambda ticket, at: log_contact(actor=_owner(ticket), ticket_id=ticket.pk, contact=facts, now=at)


def complex_because(reason: str) -> Act:
    return lambda ticket, at: set_complexity(
        actor=_owner(ticket), ticket_id=ticket.pk, complexity=Complexity.COMPLEX, reason=reason, now=at
    )


def fixed(text: str) -> Act:
    return lambda ticket, at: give_initial_fix(actor=_owner(ticket), ticket_id=ticket.pk, text=text, now=at)


def planned(text: str, days: int) -> Act:
    return lambda ticket, at: send_plan(
        actor=_owner(ticket), ticket_id=ticket.pk, text=text, completes_at=at + timedelta(days=days), now=at
    )


def diagnosed(nature: Nature, department: Department) -> Act:
    return lambda ticket, at: record_diagnosis(
        actor=_owner(ticket), ticket_id=ticket.pk, nature=nature, department=department, now=at
    )


def handed_on(department: Department, name: str, what: str, note: str, hours: int) -> Act:
    """A task for `name` of another department, due in so many hours."""

    def act(ticket: Ticket, at: datetime) -> object:
        owner = User.objects.get(email=address(name))
        wish = TaskWish(department, owner.pk, what, note, at + timedelta(hours=hours))
        return ask_department(actor=_owner(ticket), ticket_id=ticket.pk, wish=wish, now=at)

    return act


def noted(text: str) -> Act:
    return lambda ticket, at: write_note(actor=_owner(ticket), ticket_id=ticket.pk, text=text, now=at)


def replied(text: str) -> Act:
    return lambda ticket, at: send_reply(
        actor=_owner(ticket), ticket_id=ticket.pk, text=text, is_progress=True, now=at
    )


def asked(text: str) -> Act:
    return lambda ticket, at: ask_customer(actor=_owner(ticket), ticket_id=ticket.pk, text=text, now=at)


def wrote(text: str) -> Act:
    return lambda ticket, at: customer_writes(actor=_customer(ticket), ticket_id=ticket.pk, text=text, now=at)


def solved(text: str, *, summary: ClosingSummary) -> Act:
    return lambda ticket, at: resolve_ticket(
        actor=_owner(ticket), ticket_id=ticket.pk, text=text, summary=summary, now=at
    )


def confirmed(score: int, comment: str = "") -> Act:
    return lambda ticket, at: confirm_solved(
        actor=_customer(ticket), ticket_id=ticket.pk, score=score, comment=comment, now=at
    )


def not_solved(text: str) -> Act:
    return lambda ticket, at: say_not_solved(actor=_customer(ticket), ticket_id=ticket.pk, text=text, now=at)


def person(name: str, *, phone: str = "", language: str = "en") -> CustomerFacts:
    email = address(name).replace("desk.example", "customer.example")
    return CustomerFacts(name=name, email=email, phone=phone, language=language, zone=ZONE)
