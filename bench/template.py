"""One real ticket to copy: registered under a letter in force and watched until just before its first due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model

from accounts.services.customers import CustomerFacts
from core.actors import Actor
from servicedesk.demo.people import add_branches
from sla.models import Binding, Clock, Firing
from sla.services.letters import install_letter
from sla.services.sweep import sweep
from tickets.choices import Channel, Impact, Kind
from tickets.models import LogEntry, LogText, Ticket
from tickets.services.registration import ServiceRequest, register_ticket

SYSTEM = Actor.system("bench")
AGO = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Template:
    """A ticket and all that belongs to it, at the instant `due_at` of its first deadline."""

    ticket: Ticket
    due_at: datetime
    log: Sequence[LogEntry]
    clocks: Sequence[Clock]
    others: Sequence[Model]


def make_template(*, now: datetime) -> Template:
    """Register an urgent request, let what comes before its first due instant fire, and read it all."""
    add_branches()
    day_before = now - AGO - timedelta(days=1)
    install_letter("A", actor=SYSTEM, effective_from=day_before, now=day_before)
    ticket = register_ticket(actor=SYSTEM, request=request_of("min.wang@riverside.example"), now=now - AGO)
    ticket.refresh_from_db()
    if ticket.next_due_at is None:
        raise SystemExit("The letter promises nothing for the template, so there is no deadline to copy.")
    sweep(now=ticket.next_due_at)
    return read_template(ticket.pk, ticket.next_due_at)


def request_of(email: str) -> ServiceRequest:
    """An urgent request of the customer with this address."""
    return ServiceRequest(
        channel=Channel.WEB,
        customer=CustomerFacts(name="Wang Min", email=email, phone=""),
        problem="Heating stops with error E4. No heating in two treatment rooms since this morning.",
        kind=Kind.REPAIR,
        impact=Impact.STOPPED,
        product="KX-48 outdoor unit",
        serial="KX48-2211-0937",
    )


def read_template(ticket_id: int, due_at: datetime) -> Template:
    """A ticket and all that belongs to it; its copies are placed in time by `due_at`."""
    log = list(LogEntry.objects.filter(ticket=ticket_id).order_by("number"))
    clocks = list(Clock.objects.filter(ticket=ticket_id).order_by("pk"))
    others = [
        *LogText.objects.filter(entry__in=log).select_related("entry"),
        *Binding.objects.filter(ticket=ticket_id),
        *Firing.objects.filter(clock__in=clocks),
    ]
    ticket = Ticket.objects.select_related("customer").get(pk=ticket_id)
    return Template(ticket, due_at, log, clocks, others)
