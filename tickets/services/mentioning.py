"""Mentioning colleagues in an internal note: they are told, and watch the matter from then on."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput
from core.punctuation import comma
from tickets.models import Ticket
from tickets.services.watching import add_watchers, may_watch


class MentionedCannotSee(BadInput):
    code = "mentioned_cannot_see"
    message = _("{names} cannot see this request. Mention somebody who can, or take the @ away.")


def mention(ticket: Ticket, *, actor: Actor, user_ids: Collection[int]) -> dict[str, Any]:
    """What the note's entry says of it: who is mentioned, and who is new among the watchers.

    The ticket is locked. The owner is told and needs not watch; nobody watches what was merged.
    Raises MentionedCannotSee, which names people to colleagues alone: a system learns nobody's name by it.
    """
    ids = sorted(set(user_ids) - ({actor.pk} if actor.is_staff else set()))
    if not ids:
        return {}
    people = User.objects.in_bulk(ids)
    blind = [pk for pk in ids if pk not in people or not may_watch(people[pk], ticket)]
    if blind:
        known = people if actor.is_staff else {}
        names = comma().join(known[pk].name if pk in known else str(pk) for pk in blind)
        raise MentionedCannotSee.at("mentions", names=names)
    watching = set(ticket.watchers.values_list("user_id", flat=True)) | {ticket.owner_id}
    new = [] if ticket.merged_into_id else [pk for pk in ids if pk not in watching]
    add_watchers(ticket, new)
    return {"mentions": ids} | ({"new_watchers": new} if new else {})
