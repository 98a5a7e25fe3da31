"""Moving one ticket to later deadlines with the customer's logged consent (semantics, section 1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, NotAllowed
from core.moments import to_second, to_text
from sla.models import Binding, CalendarVersion, CommitmentVersion
from sla.selectors.newer import newer_calendars, newer_commitments
from sla.services.moves import Move
from sla.services.moving import Target, move_clocks, preview, to_calendar, to_commitment
from tickets.choices import ContactChannel
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.backdating import BeforeTheRequest, InTheFuture
from tickets.states import ENDED

Version: TypeAlias = CalendarVersion | CommitmentVersion


class ConsentNeeded(BadInput):
    code = "consent_needed"
    message = _("A later deadline needs the customer's consent. Write down who agreed.")


class NothingToMove(Conflict):
    code = "nothing_to_move"
    message = _(
        "There is nothing to move any more: it was moved, kept or missed meanwhile. Look at the request "
        "again."
    )


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed for the customer, when and on which channel; and in which words, where they are known."""

    by: str
    at: datetime
    channel: ContactChannel
    words: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A newer version that a ticket may move to, and what that would do to its clocks."""

    version: Version
    moves: list[Move]

    @property
    def is_calendar(self) -> bool:
        return isinstance(self.version, CalendarVersion)

    @property
    def key(self) -> str:
        return f"{'calendar' if self.is_calendar else 'commitment'}-{self.version.pk}"


def offers_for(*, actor: Actor, ticket: Ticket) -> list[Offer]:
    """The newer versions that `actor` may move a ticket to, each with all that it would move."""
    versions: list[Version] = [*newer_calendars(ticket.pk), *newer_commitments(ticket.pk)]
    offers = []
    for version in versions:
        try:
            target = _target(actor, version)
        except NotAllowed:
            continue
        offers.append(Offer(version, preview(target, of=ticket.pk)))
    return offers


def apply_calendar_to_ticket(
    *, actor: Actor, ticket_id: int, version_id: int, consent: Consent, now: datetime
) -> int:
    """Move one ticket's running clocks to a version of their calendar, later deadlines included.

    Answers how many deadlines moved. Raises NotAllowed, NotFound, ConsentNeeded, InTheFuture,
    BeforeTheRequest, NothingToMove.
    """
    return _move(to_calendar(actor, version_id), ticket_id, actor=actor, consent=consent, now=now)


def move_ticket(*, actor: Actor, ticket_id: int, version_id: int, consent: Consent, now: datetime) -> int:
    """Move one open ticket to a version of the letter that binds it; otherwise the same."""
    target = to_commitment(actor, version_id)
    if not Binding.objects.filter(ticket=ticket_id, version__commitment__versions=version_id).exists():
        raise NothingToMove
    return _move(target, ticket_id, actor=actor, consent=consent, now=now)


def _target(actor: Actor, version: Version) -> Target:
    choose = to_calendar if isinstance(version, CalendarVersion) else to_commitment
    return choose(actor, version.pk)


@transaction.atomic
def _move(target: Target, ticket_id: int, *, actor: Actor, consent: Consent, now: datetime) -> int:
    ticket = lock_ticket(ticket_id)
    policy.require(actor, "work", ticket)
    _check(consent, ticket, now)
    entry = None
    if ticket.standing not in ENDED:
        entry = move_clocks(
            ticket_id,
            target,
            actor=actor,
            is_later_allowed=True,
            agreed={"channel": consent.channel.value, "agreed_at": to_text(consent.at)},
            words="\n".join(part.strip() for part in (consent.by, consent.words) if part.strip()),
            now=now,
        )
    if entry is None:
        raise NothingToMove
    return len(entry.payload["moves"])


def _check(consent: Consent, ticket: Ticket, now: datetime) -> None:
    """A name, and a time between the request and now."""
    if not consent.by.strip():
        raise ConsentNeeded(fields={"by": [str(ConsentNeeded.message)]})
    if consent.at > now:
        raise InTheFuture(fields={"at": [str(InTheFuture.message)]})
    if to_second(consent.at) < ticket.received_at.replace(second=0):  # a form knows no seconds
        raise BeforeTheRequest(fields={"at": [str(BeforeTheRequest.message)]})
