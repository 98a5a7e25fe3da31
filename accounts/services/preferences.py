"""What people decide for themselves: the language they are written to in, and when they are left in peace."""

from datetime import time

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
    *, actor: Actor, user_id: int, language: str, quiet_from: time | None, quiet_until: time | None
) -> None:
    """Set one's own language and quiet hours (semantics, section 5), on the wall clock; none: always awake.

    Raises NotAllowed, LanguageUnknown, QuietHoursIncomplete, QuietHoursEmpty.
    """
    if not actor.is_staff or actor.pk != user_id:
        raise NotAllowed(permission="set_preferences")
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(fields={"language": [str(LanguageUnknown.message)]})
    _check_hours(quiet_from, quiet_until)
    User.objects.filter(pk=user_id).update(language=language, quiet_from=quiet_from, quiet_until=quiet_until)


def _check_hours(begins: time | None, ends: time | None) -> None:
    if (begins is None) != (ends is None):
        missing = "quiet_from" if begins is None else "quiet_until"
        raise QuietHoursIncomplete(fields={missing: [str(QuietHoursIncomplete.message)]})
    if begins is not None and begins == ends:
        raise QuietHoursEmpty(fields={"quiet_until": [str(QuietHoursEmpty.message)]})
