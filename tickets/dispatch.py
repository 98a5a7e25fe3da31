"""Who becomes the owner of a new ticket: the least loaded agent on duty, else the branch's lead (A2.3)."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Role, User
from accounts.selectors.staff import agents_on_duty, recipients
from core.errors import Conflict
from tickets.choices import State


class NobodyToOwn(Conflict):
    code = "nobody_to_own"
    message = _("“{branch}” has neither an agent on duty nor a lead. An administrator must name a lead.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The owner, the rule that named him and how many open tickets he had."""

    owner: User
    rule: str
    open_count: int | None = None


def choose_owner(branch: Branch) -> Choice:
    """Name an owner for a new ticket of `branch`; raises NobodyToOwn."""
    is_open = Q(owned_tickets__isnull=False) & ~Q(owned_tickets__state=State.CLOSED)
    load = Count("owned_tickets", filter=is_open)
    agent = agents_on_duty(branch).annotate(open_count=load).order_by("open_count", "pk").first()
    if agent is not None:
        return Choice(agent, "least_loaded", agent.open_count)
    for role in (Role.LEAD, Role.MANAGEMENT):
        for person in recipients(role, owner=User(), branch=branch):
            return Choice(person, "lead_holds")
    raise NobodyToOwn(branch=branch.name)
