"""Several tickets of the queue at once: what the bar below the list offers, and what was done in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.selectors.staff import serving_any
from core.drawn import drawn
from servicedesk.desk.filters import QueueAddress
from servicedesk.desk.forms.bulk import TIERS, BulkForm
from tickets.choices import BulkStep, Priority
from tickets.models import BulkAct, Ticket


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who may be given tickets of these branches."""

    pk: int
    name: str
    is_on_duty: bool
    branches: str

    @classmethod
    def of(cls, person: User) -> Self:
        return cls(person.pk, person.name, person.is_on_duty, " ".join(map(str, sorted(person.branches))))


def bar_of(
    reader: User, address: QueueAddress, tickets: Sequence[Ticket], form: BulkForm | None
) -> dict[str, Any]:
    """The bar's facts, in one query: to whom tickets of these branches can be given."""
    people = serving_any({ticket.branch_id for ticket in tickets} | reader.branches)
    return {
        "takers": options_of(map(Taker.of, people), form),
        "tiers": TIERS,
        "bulk": form,
        "bulk_url": address.at(reverse("desk:bulk")),
        "done_url": address.at(reverse("desk:bulk_done")),
    }


def options_of(takers: Iterable[Taker], form: BulkForm | None) -> SafeString:
    """The people to choose from, the one that was chosen before among them."""
    chosen = str(form["owner"].value() or "") if form else ""
    return drawn("desk/queue/takers.html", takers=tuple(takers), chosen=chosen)


def undo_url(act: BulkAct, address: QueueAddress) -> str:
    return address.at(reverse("desk:bulk_undo", args=[act.pk]))


def said(step: str, value: str, count: int, names: dict[str, str]) -> str:
    """What was done to so many, in one line; `names`: of the people whom `value` may mean."""
    facts = {"n": count, "name": names.get(value, "")}
    if step == BulkStep.OWNER:
        return ngettext("%(n)s request given to %(name)s", "%(n)s requests given to %(name)s", count) % facts
    if step == BulkStep.PRIORITY:
        facts["name"] = Priority(value).label
        return ngettext("%(n)s request set to %(name)s", "%(n)s requests set to %(name)s", count) % facts
    if step == BulkStep.WATCH:
        return ngettext("You watch %(n)s request", "You watch %(n)s requests", count) % facts
    if step == BulkStep.UNWATCH:
        return ngettext("You watch %(n)s request no more", "You watch %(n)s requests no more", count) % facts
    return ngettext("Note added to %(n)s request", "Note added to %(n)s requests", count) % facts


def said_of_rest(count: int) -> str:
    return ngettext("%(n)s was so already", "%(n)s were so already", count) % {"n": count}


def said_of_undo(count: int) -> str:
    if not count:
        return _("Nothing was left to take back")
    return ngettext("%(n)s request is as before", "%(n)s requests are as before", count) % {"n": count}


def names_of(values: Iterable[str]) -> dict[str, str]:
    """The names of the people whose ids stand among `values`."""
    ids = [int(value) for value in values if value.isdecimal()]
    found = User.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {str(pk): name for pk, name in found}
