"""The ledger of breaches to read: the list, and one entry with its evidence (semantics, section 6)."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from core.actors import Actor
from core.errors import NotFound
from sla.models import Breach, Grade
from tickets.policies import policy
from tickets.querysets import TicketQuerySet


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


def get_breach(*, actor: Actor, clock_id: int) -> Breach:
    """The entry of a clock; raises NotFound also for those who may not report about its ticket."""
    rows = Breach.objects.select_related(*RELATED, "decided_by", "excused_by")
    breach = rows.filter(clock=clock_id).first()
    if breach is None or not policy.allows(actor, "report", breach.ticket):
        raise NotFound
    return breach
