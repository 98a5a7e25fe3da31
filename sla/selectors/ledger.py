"""The ledger of breaches to read: the list, and one entry with its evidence (semantics, section 6)."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from core.actors import Actor
from core.errors import NotAllowed, NotFound
from sla.models import Breach, Firing, Grade
from tickets.models import LogEntry, Ticket
from tickets.policies import may_read_ledger, policy
from tickets.querysets import TicketQuerySet
from tickets.selectors.tickets import visible_tickets
from tickets.selectors.timeline import timeline


class Show(StrEnum):
    """What a list of the ledger can be narrowed to."""

    ALL = "all"
    ASSESS = "assess"
    CONTESTED = "contested"
    DECIDED = "decided"
    EXCUSED = "excused"


CONDITIONS = {
    Show.ALL: Q(),
    Show.ASSESS: Q(grade=Grade.ASSESSMENT_DUE),
    Show.CONTESTED: Q(is_contested=True, decision=""),
    Show.DECIDED: ~Q(decision=""),
    Show.EXCUSED: Q(excused_at__isnull=False),
}
RELATED = ("ticket__customer", "ticket__branch", "ticket__owner", "responsible", "clock__promise__version")


def breaches_of(tickets: TicketQuerySet, *, since: datetime, until: datetime, show: Show) -> QuerySet[Breach]:
    """The entries of `tickets` whose due lies in `[since, until)`, the latest first."""
    mine = Breach.objects.filter(ticket__in=tickets.order_by().values("pk"))
    in_period = mine.filter(CONDITIONS[show], due_at__gte=since, due_at__lt=until)
    return in_period.select_related(*RELATED).order_by("-due_at", "-pk")


def visible_breaches(actor: Actor) -> QuerySet[Breach]:
    """The entries of the tickets that `actor` may see; raises NotAllowed where it is closed to him."""
    if not may_read_ledger(actor):
        raise NotAllowed(permission="report")
    mine = Breach.objects.filter(ticket__in=visible_tickets(actor).order_by().values("pk"))
    return mine.select_related(*RELATED)


def get_breach(*, actor: Actor, number: str) -> Breach:
    """The entry of that number; raises NotFound also for those who may not report about its ticket."""
    breach = Breach.objects.select_related(*RELATED).filter(clock=_clock_id_of(number)).first()
    if breach is None or breach.number != number or not policy.allows(actor, "report", breach.ticket):
        raise NotFound
    return breach


def _clock_id_of(number: str) -> int:
    """The clock that a number like 2026-0311 ends with; raises NotFound."""
    _year, _dash, tail = number.partition("-")
    if not tail.isdecimal() or len(tail) > len(str(2**63)) - 1:
        raise NotFound
    return int(tail)


def proof_of(breach: Breach) -> list[LogEntry]:
    """The entries of the log that prove it, with what was decided about it since; five queries."""
    return timeline(breach.ticket, audience="staff", numbers=breach.evidence)


def firings_of(ticket: Ticket) -> QuerySet[Firing]:
    """What happened to the ticket's clocks, in its order: warnings, due, rungs, limits, turns."""
    rows = Firing.objects.filter(clock__ticket=ticket).select_related("clock__promise")
    return rows.order_by("at", "pk")
