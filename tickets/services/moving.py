"""Letting another branch take a matter over (B2.1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from core.actors import Actor
from core.errors import BadInput, need
from tickets.dispatch import Wanted, choose_owner
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.assignment import DISPATCH, name_owner
from tickets.services.log import record
from tickets.services.steps import open_for, unclosed


class NoSuchBranch(BadInput):
    code = "no_such_branch"
    message = _("Choose one of our branches.")


class SayWhyItMoves(BadInput):
    code = "say_why_it_moves"
    message = _("Say why, so that the new branch knows what to do.")


@transaction.atomic
def move_to_branch(*, actor: Actor, ticket_id: int, branch_id: int, reason: str, now: datetime) -> Ticket:
    """Give the matter to another branch, where dispatch names its owner; nothing is promised anew.

    The letter it is bound to stays, and what runs keeps its calendar; what begins from now on counts in the
    hours of the new branch. Raises NotAllowed, IllegalStep once it is closed, NoSuchBranch, SayWhyItMoves,
    NobodyToOwn.
    """
    ticket = unclosed(open_for(actor, "move", ticket_id), "move")
    branch = Branch.objects.select_related("lead").filter(pk=branch_id).first()
    if branch is None:
        raise NoSuchBranch.at("branch")
    if branch == ticket.branch:
        return ticket  # repeated clicks and retried requests are not history
    need(reason, SayWhyItMoves, "reason")
    was, ticket.branch = ticket.branch, branch
    ticket.save(update_fields=["branch"])
    record(
        ticket,
        actor=actor,
        entry=Entry.BRANCH_CHANGED,
        # the names as they were then: a branch may be renamed
        payload={"was": was.pk, "now_is": branch.pk, "was_called": was.name, "is_called": branch.name},
        text=reason.strip(),
        happened_at=now,
    )
    choice = choose_owner(branch, Wanted.of(ticket), now=now)
    if choice.owner.pk != ticket.owner_id:
        name_owner(ticket, actor=DISPATCH, owner=choice.owner, how=choice.payload(), happened_at=now)
    return ticket
