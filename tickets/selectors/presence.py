"""The people somebody directs: on duty or away, and what each carries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet, Sum

from accounts.models import Leave, Role, User
from accounts.selectors.leave import leave_by_person
from core.actors import Actor
from tickets.selectors.agents import weight_at
from tickets.selectors.tickets import visible_tickets


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person: the leave that runs, how many requests are open in his hands, what they weigh together."""

    person: User
    leave: Leave | None
    open_tickets: int
    load: int


def people_of(actor: Actor, *, now: datetime) -> list[PersonLine]:
    """The active people `actor` directs, of the branch or of all, with what he sees of theirs."""
    people = list(_directed(actor))
    away = leave_by_person(people, now)
    mine = visible_tickets(actor).not_closed().order_by().filter(owner__in=people)
    rows = mine.annotate(of=F("owner")).values("of").annotate(n=Count("pk"), weight=Sum(weight_at(now)))
    carried = {of: (n, weight) for of, n, weight in rows.values_list("of", "n", "weight")}
    return [PersonLine(one, away.get(one.pk), *carried.get(one.pk, (0, 0))) for one in people]


def _directed(actor: Actor) -> QuerySet[User]:
    everybody = User.objects.filter(is_active=True).select_related("branch")
    if actor.role != Role.MANAGEMENT:
        everybody = everybody.filter(branch__in=actor.branches)
    return everybody.order_by("branch__name", "name", "pk")
