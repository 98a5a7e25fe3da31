"""Listens to what people's accounts announce."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from accounts.models import User
from tickets.models import Ticket


def on_account_ends(*, person: User, **_kwargs: Any) -> None:
    """Nobody leaves while customers wait for him (A2.3); raises ValidationError."""
    count = Ticket.objects.not_closed().owned_by(person.pk).count()
    if count:
        raise ValidationError(
            ngettext(
                "%(name)s is responsible for %(n)s open request. A lead hands it over at the desk first.",
                "%(name)s is responsible for %(n)s open requests. A lead hands them over at the desk first.",
                count,
            )
            % {"name": person.name, "n": count}
        )
