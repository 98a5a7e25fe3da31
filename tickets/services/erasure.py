from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput
from tickets.entries import Entry
from tickets.models import LogText, Ticket
from tickets.services.log import record
from tickets.services.steps import open_for


class NothingToErase(BadInput):
    code = "nothing_to_erase"
    message = _("Choose entries with words that are not erased yet.")


class ErasureReasonNeeded(BadInput):
    code = "erasure_reason_needed"
    message = _("Say why the words are erased, without repeating them.")


@transaction.atomic
def erase_text(
    *, actor: Actor, ticket_id: int, numbers: Collection[int], reason: str, now: datetime
) -> Ticket:
    """Erase what a person wrote in these entries, with a reason; management only.

    The chain keeps the salted hashes and stays whole. Raises NotAllowed, NothingToErase unless each of the
    entries has words, ErasureReasonNeeded.
    """
    ticket = open_for(actor, "erase", ticket_id)
    if not reason.strip():
        raise ErasureReasonNeeded(fields={"reason": [str(ErasureReasonNeeded.message)]})
    wanted = set(numbers)
    texts = LogText.objects.filter(entry__ticket=ticket, entry__number__in=wanted, erased_at=None)
    if not wanted or texts.count() != len(wanted):
        raise NothingToErase(fields={"numbers": [str(NothingToErase.message)]})
    if texts.filter(entry__entry=Entry.RECEIVED).exists():  # the title is its first sentence
        ticket.title = ticket.number
        ticket.save(update_fields=["title"])
    texts.update(words="", salt="", erased_at=now)
    record(
        ticket,
        actor=actor,
        entry=Entry.TEXT_ERASED,
        payload={"entries": sorted(wanted)},
        text=reason.strip(),
        happened_at=now,
    )
    return ticket
