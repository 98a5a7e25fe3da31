"""A house with many tickets, few of them open, shared among many agents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Branch, Role
from bench.copies import plant, tidy
from bench.load import FAR, SPREAD
from bench.template import AGO, SYSTEM, Template, make_template, read_template, request_of
from servicedesk.demo.people import add_person
from tickets.models import Ticket
from tickets.services.closing import confirm_solved, resolve_ticket
from tickets.services.loads import mend_loads
from tickets.services.registration import register_ticket
from tickets.summaries import ClosingSummary

AGENTS = 40
YEARS = timedelta(days=3 * 365)
SHARE_OWNERS = """
    UPDATE tickets_ticket SET owner_id = (%s::bigint[])[1 + id %% %s] WHERE id >= %s AND id < %s
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the tickets are copied from, and who owns them."""

    open_one: Template
    closed_one: Template
    owners: list[int]


def make_shelf() -> Shelf:
    """One open ticket, one that was solved and confirmed, and agents enough for a large house."""
    now = timezone.now()
    open_one = make_template(now=now)
    branch = Branch.objects.get(is_default=True)
    owners = [add_person(f"Agent {number}", Role.AGENT, branch).pk for number in range(AGENTS)]
    return Shelf(open_one, _closed_template(now), owners)


def _closed_template(now: datetime) -> Template:
    ticket = register_ticket(actor=SYSTEM, request=request_of("closed@riverside.example"), now=now - AGO)
    summary = ClosingSummary("A worn valve.", "The valve was replaced.", "It is looked at every year.")
    resolve_ticket(
        actor=SYSTEM,
        ticket_id=ticket.pk,
        text="The valve was replaced.",
        summary=summary,
        now=now - AGO / 2,
    )
    confirm_solved(actor=SYSTEM, ticket_id=ticket.pk, channel="call", now=now - AGO / 3)
    return read_template(ticket.pk, now - AGO / 3)


def fill(shelf: Shelf, size: int, share_open: float) -> dict[str, Any]:
    """Fill up to `size` tickets; answers how many there are and how many of them are open."""
    missing = max(0, size - Ticket.objects.count())
    now = timezone.now()
    opened = round(missing * share_open)
    for template, count, due_from, spread in (
        (shelf.open_one, opened, now + FAR, SPREAD),
        (shelf.closed_one, missing - opened, now - YEARS, YEARS - FAR),
    ):
        if count:
            planted = plant(template, count, due_from=due_from, apart=spread.total_seconds() / count)
            _share(shelf.owners, planted.first_ticket, planted.tickets)
    mend_loads()  # copies are made, and given out, with the triggers asleep
    tidy()
    return {
        "tickets": Ticket.objects.count(),
        "open": Ticket.objects.exclude(closed_at__isnull=False).count(),
    }


def _share(owners: list[int], first: int, count: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SHARE_OWNERS, [owners, len(owners), first, first + count])
