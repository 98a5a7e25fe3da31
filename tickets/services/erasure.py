from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need
from tickets.entries import Entry
from tickets.models import Attachment, LogText, Ticket
from tickets.services.log import record
from tickets.services.steps import open_for

BATCH = 500


class NothingToErase(BadInput):
    code = "nothing_to_erase"
    message = _("Choose entries with words, or files, that are not erased yet.")


class ErasureReasonNeeded(BadInput):
    code = "erasure_reason_needed"
    message = _("Say why the words are erased, without repeating them.")


@transaction.atomic
def erase(
    *,
    actor: Actor,
    ticket_id: int,
    numbers: Collection[int] = (),
    files: Collection[int] = (),
    reason: str,
    now: datetime,
) -> Ticket:
    """Erase the words of these entries and these files, all or nothing.

    Raises what `erase_text` and `erase_files` raise.
    """
    why: dict[str, Any] = {"actor": actor, "ticket_id": ticket_id, "reason": reason, "now": now}
    if numbers or not files:
        ticket = erase_text(**why, numbers=numbers)
    if files:
        ticket = erase_files(**why, files=files)
    return ticket


@transaction.atomic
def erase_text(
    *, actor: Actor, ticket_id: int, numbers: Collection[int], reason: str, now: datetime
) -> Ticket:
    """Erase what a person wrote in these entries, with a reason; management only.

    The chain keeps the salted hashes and stays whole. Raises NotAllowed, NothingToErase unless each of the
    entries has words, ErasureReasonNeeded.
    """
    ticket = open_for(actor, "erase", ticket_id)
    need(reason, ErasureReasonNeeded, "reason")
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


@transaction.atomic
def erase_files(
    *, actor: Actor, ticket_id: int, files: Collection[int], reason: str, now: datetime
) -> Ticket:
    """Erase files of the ticket by their ids, name and bytes, with a reason; management only.

    Each leaves a row that says what it was (kind, size, digest) and which entry of the log erased it. Raises
    NotAllowed, NothingToErase unless each of them is still there, ErasureReasonNeeded.
    """
    ticket = open_for(actor, "erase", ticket_id)
    need(reason, ErasureReasonNeeded, "reason")
    wanted = set(files)
    rows = Attachment.objects.filter(ticket=ticket, pk__in=wanted, erased_at=None)
    numbers = dict(rows.values_list("pk", "entry__number"))
    if not wanted or wanted != numbers.keys():
        raise NothingToErase.at("files")
    entry = record(
        ticket,
        actor=actor,
        entry=Entry.FILES_ERASED,
        payload={"files": sorted(wanted), "entries": sorted(set(numbers.values()))},
        text=reason.strip(),
        happened_at=now,
    )
    rows.update(name="", erased_at=now, erased_in=entry)
    transaction.on_commit(remove_erased_bytes, robust=True)
    return ticket


def remove_erased_bytes() -> int:
    """Take erased files off the disk; answers how many. What fails is tried again by the next look."""
    left = Attachment.objects.filter(erased_at__isnull=False).exclude(file="").order_by("pk")[:BATCH]
    for attachment in left:
        attachment.file.delete(save=False)
        attachment.save(update_fields=["file"])
    return len(left)
