"""Links between tickets: repeat of, caused by, blocks; shown on both, for staff only."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict, NotFound
from tickets.choices import LinkKind
from tickets.entries import Entry
from tickets.locks import lock_tickets
from tickets.models import Ticket, TicketLink
from tickets.policies import policy
from tickets.services.log import record
from tickets.services.steps import require_unmerged


class LinkedWithItself(Conflict):
    code = "linked_with_itself"
    message = _("A request cannot be linked with itself. Choose the other one.")


class AlreadyLinked(Conflict):
    code = "already_linked"
    message = _("The two requests are linked in this way already. Remove that link first.")


class NoSuchLink(NotFound):
    code = "no_such_link"
    message = _("This link does not exist. Reload to see what changed.")


@transaction.atomic
def link_tickets(*, actor: Actor, ticket_id: int, kind: LinkKind, other_id: int, now: datetime) -> Ticket:
    """Say that the ticket is a repeat of, caused by, or blocks the other; an entry in both logs.

    Raises NotAllowed, LinkedWithItself, AlreadyMerged, AlreadyLinked (in either direction).
    """
    if ticket_id == other_id:
        raise LinkedWithItself
    locked = lock_tickets([ticket_id, other_id])
    for ticket in locked.values():
        policy.require(actor, "link", ticket)
        require_unmerged(ticket)
    both = TicketLink.objects.filter(kind=kind, source__in=locked, target__in=locked)
    if both.exists():
        raise AlreadyLinked
    link = TicketLink(kind=kind, source=locked[ticket_id], target=locked[other_id])
    link.save()
    _note(link, Entry.LINKED, actor, now)
    return link.source


@transaction.atomic
def unlink_tickets(*, actor: Actor, ticket_id: int, link_id: int, now: datetime) -> Ticket:
    """Remove a link from either of its two tickets. Raises NotAllowed, NoSuchLink."""
    found = TicketLink.objects.filter(pk=link_id).first()
    if found is None or ticket_id not in (found.source_id, found.target_id):
        raise NoSuchLink
    locked = lock_tickets([found.source_id, found.target_id])
    policy.require(actor, "link", locked[ticket_id])
    found.source, found.target = locked[found.source_id], locked[found.target_id]
    if not TicketLink.objects.filter(pk=link_id).delete()[0]:
        raise NoSuchLink  # somebody else was faster
    _note(found, Entry.UNLINKED, actor, now)
    return locked[ticket_id]


def _note(link: TicketLink, entry: Entry, actor: Actor, now: datetime) -> None:
    for ticket, other in ((link.source, link.target), (link.target, link.source)):
        facts = {
            "kind": str(LinkKind(link.kind)),
            "other": other.pk,
            "number": other.number,
            "is_source": ticket is link.source,
        }
        record(ticket, actor=actor, entry=entry, payload=facts, happened_at=now)
