"""Keeping the canned replies: leads those of their branch, management all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, NotFound
from tickets.canned import PLACES, unknown_places
from tickets.models import CannedReply
from tickets.policies import canned_policy


class NoSuchReply(NotFound):
    code = "no_such_canned_reply"
    message = _("This canned reply is no longer there, or you may not change it.")


class ReplyNeedsName(BadInput):
    code = "canned_reply_needs_name"
    message = _("Enter a name: it is what is looked for after “/”.")


class ReplyNeedsWords(BadInput):
    code = "canned_reply_needs_words"
    message = _("Write the reply in at least one language.")


class ReplyNameTaken(BadInput):
    code = "canned_reply_name_taken"
    message = _("There is a canned reply of this name already. Choose another name.")


class UnknownPlace(BadInput):
    code = "canned_reply_unknown_place"
    message = _("{{{place}}} is not filled in. Use {places}.")


class ReplyHasChanged(Conflict):
    code = "canned_reply_has_changed"
    message = _("Somebody else changed this reply meanwhile. Look at it as it is now, then save again.")


@dataclass(frozen=True, slots=True)
class ReplyWish:
    """What a canned reply should be; without a branch, for the whole house. `texts` by language."""

    name: str
    branch_id: int | None
    texts: Mapping[str, str]


@transaction.atomic
def save_reply(
    *, actor: Actor, reply_id: int | None, wish: ReplyWish, seen: int, now: datetime
) -> CannedReply:
    """Keep it, new or changed; `seen` is the version its writer had before him, 0 for a new one.

    Raises NotAllowed, NoSuchReply, ReplyHasChanged, ReplyNeedsName, ReplyNeedsWords, UnknownPlace,
    ReplyNameTaken.
    """
    reply = CannedReply(version=0) if reply_id is None else _editable(actor, reply_id)
    reply.branch_id, reply.changed_at = wish.branch_id, now
    reply.changed_by_id = actor.pk if actor.is_staff else None
    reply.integration_id = None if actor.is_staff else actor.pk
    canned_policy.require(actor, "edit", reply)
    if reply.version != seen:
        raise ReplyHasChanged
    reply.name = " ".join(wish.name.replace("\0", "").split())[:60]
    reply.texts = _checked(wish.texts)
    if not reply.name:
        raise ReplyNeedsName(fields={"name": [str(ReplyNeedsName.message)]})
    reply.version += 1
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as clash:  # of two who choose one name at once, the database lets one through
        raise ReplyNameTaken(fields={"name": [str(ReplyNameTaken.message)]}) from clash
    return reply


@transaction.atomic
def remove_reply(*, actor: Actor, reply_id: int, seen: int | None = None) -> None:
    """What was written with it stays as it was. Raises NoSuchReply, ReplyHasChanged."""
    reply = _editable(actor, reply_id)
    if seen not in {None, reply.version}:
        raise ReplyHasChanged
    reply.delete()


def _editable(actor: Actor, reply_id: int) -> CannedReply:
    reply = CannedReply.objects.select_for_update(no_key=True).filter(pk=reply_id).first()
    if reply is None or not canned_policy.allows(actor, "edit", reply):
        raise NoSuchReply
    return reply


def _checked(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that say something, in the languages spoken here."""
    spoken = {code: texts.get(code, "").replace("\0", "").strip() for code, _name in settings.LANGUAGES}
    kept = {code: text for code, text in spoken.items() if text}
    if not kept:
        code = next(iter(spoken))
        raise ReplyNeedsWords(fields={f"text_{code}": [str(ReplyNeedsWords.message)]})
    for code, text in kept.items():
        for place in unknown_places(text)[:1]:
            places = ", ".join(f"{{{name}}}" for name in PLACES)
            said = str(UnknownPlace.message).format(place=place, places=places)
            raise UnknownPlace(fields={f"text_{code}": [said]}, place=place, places=places)
    return kept
