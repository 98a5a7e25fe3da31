"""What people decide for themselves: the language they are written to in, and when they are left in peace."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput, NotAllowed


class QuietHoursIncomplete(BadInput):
    code = "quiet_hours_incomplete"
    message = _("Quiet hours have a beginning and an end. Enter this one too, or leave both empty.")


class QuietHoursEmpty(BadInput):
    code = "quiet_hours_empty"
    message = _("These quiet hours end when they begin. Enter another end, or leave both empty.")


class LanguageUnknown(BadInput):
    code = "language_unknown"
    message = _("This language is not spoken here. Choose one of the list.")


def set_preferences(
    *,
    actor: Actor,
    user_id: int,
    language: str,
    quiet_from: time | None,
    quiet_until: time | None,
    has_single_keys: bool,
    has_mention_mails: bool,
) -> None:
    """Set one's own language, quiet hours on the wall clock (semantics, section 5; none: always awake), keys,
    and whether mentions are mailed.

    Raises NotAllowed, LanguageUnknown, QuietHoursIncomplete, QuietHoursEmpty.
    """
    _check_person(actor, user_id)
    _check_language(language)
    _check_hours(quiet_from, quiet_until)
    User.objects.filter(pk=user_id).update(
        language=language,
        has_chosen_language=True,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        has_single_keys=has_single_keys,
        has_mention_mails=has_mention_mails,
    )


def keep_queue_look(*, actor: Actor, user_id: int, look: Mapping[str, Any]) -> None:
    """Keep how one's own queues look: columns and order, by their names there. Raises NotAllowed."""
    _check_person(actor, user_id)
    User.objects.filter(pk=user_id).update(queue_look=dict(look))


def set_language(*, actor: Actor, user_id: int, language: str) -> None:
    """Set one's own language, of pages and mails; raises NotAllowed, LanguageUnknown."""
    _check_person(actor, user_id)
    _check_language(language)
    User.objects.filter(pk=user_id).update(language=language, has_chosen_language=True)


def _check_person(actor: Actor, user_id: int) -> None:
    if not actor.is_staff or actor.pk != user_id:
        raise NotAllowed(permission="set_preferences")


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(fields={"language": [str(LanguageUnknown.message)]})


def _check_hours(begins: time | None, ends: time | None) -> None:
    if (begins is None) != (ends is None):
        missing = "quiet_from" if begins is None else "quiet_until"
        raise QuietHoursIncomplete(fields={missing: [str(QuietHoursIncomplete.message)]})
    if begins is not None and begins == ends:
        raise QuietHoursEmpty(fields={"quiet_until": [str(QuietHoursEmpty.message)]})
