"""Listens to what people's accounts announce."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import ngettext

from accounts.models import Role, User
from accounts.policies import SEES_ALL
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


def on_account_changes(*, person: User, **_kwargs: Any) -> None:
    """Nobody leaves, be it a branch, while its customers wait for him (A2.3); raises ValidationError."""
    count = _out_of_reach(person).count()
    if count:
        raise ValidationError(
            ngettext(
                "%(name)s is responsible for %(n)s open request. A lead hands it over at the desk first.",
                "%(name)s is responsible for %(n)s open requests. A lead hands them over at the desk first.",
                count,
            )
            % {"name": person.name, "n": count}
        )


def _out_of_reach(person: User) -> TicketQuerySet:
    """What he has open and would leave behind: not what he holds for a branch that never was his."""
    his = TicketQuerySet(Ticket).not_closed().owned_by(person.pk)
    if not person.is_active:
        return his
    if person.role == Role.MANAGEMENT:
        return his.none()
    was = User.objects.get(pk=person.pk)
    left = set() if person.role in SEES_ALL else was.branches - person.branches
    return his.filter(Q(complaint_about__isnull=False) | Q(branch__in=left))
