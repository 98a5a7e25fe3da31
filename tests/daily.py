"""A complex matter under the detailed commitment: an update is owed every working day (D2.3a)."""

from datetime import datetime, timedelta

from core.actors import Actor
from sla.models import Calendar, CalendarVersion, Clock
from sla.services.letters import draft_letter
from sla.services.signing import sign_version
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.services.classification import set_complexity
from tickets.services.registration import ServiceRequest, register_ticket

SYSTEM = Actor.system("test")


def owe_daily_updates(request: ServiceRequest, now: datetime, *, may_send_itself: bool = False) -> Ticket:
    """Registered and found complex at `now`; weekdays from nine to six in Shanghai, so due today at 18:00.

    `may_send_itself`: the letter lets every update leave by itself.
    """
    yesterday = now - timedelta(days=1)
    calendar = Calendar.objects.create(
        code="office", name="Office hours", is_default=True, created_at=yesterday
    )
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        zone="Asia/Shanghai",
        weekly=[[["09:00", "18:00"]]] * 5 + [[], []],
        made_at=yesterday,
    )
    draft = draft_letter("D", actor=SYSTEM, now=yesterday)
    draft.promises.filter(metric="progress_update").update(sends_itself=may_send_itself)
    sign_version(actor=SYSTEM, version_id=draft.pk, effective_from=yesterday, now=yesterday)
    return complex_ticket(request, now)


def complex_ticket(request: ServiceRequest, now: datetime) -> Ticket:
    """One more, registered and found complex at `now`."""
    ticket = register_ticket(actor=SYSTEM, request=request, now=now)
    return set_complexity(
        actor=SYSTEM, ticket_id=ticket.pk, complexity=Complexity.COMPLEX, reason="parts", now=now
    )


def update_clock(ticket: Ticket) -> Clock:
    """The clock of today's update."""
    return Clock.objects.get(ticket=ticket, promise__metric="progress_update", cycle=1)
