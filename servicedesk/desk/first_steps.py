"""What an installation still lacks before it can keep a promise, each step as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Company, HouseKind, Role, User
from accounts.policies import registry
from accounts.selectors.company import stored_company
from core.actors import Actor
from notifications.mail.refusals import refusal_words
from notifications.mail.server import mail_server
from notifications.selectors import accepted_trials, last_trial
from sla.models import Calendar, CalendarVersion, Clock
from sla.selectors.commitments import for_everybody
from sla.selectors.letters import drafts_of_house
from sla.selectors.promises import promises_of
from sla.selectors.timetables import calendar_of_branch
from tickets.selectors.tickets import visible_tickets

TITLES: Mapping[str, LazyText] = {
    "company": _("The company"),
    "branch": _("A branch that takes what nobody else takes"),
    "people": _("People: an agent and a lead"),
    "mail": _("The mail server"),
    "letter": _("A commitment in force"),
    "ticket": _("A test request"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """`key` names the template of what is true now; `is_done` says whether that is enough."""

    key: str
    title: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    steps: list[Step]
    has_branch: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next_key(self) -> str:
        """The step to take now; "" when all are done."""
        return next((step.key for step in self.steps if not step.is_done), "")

    @property
    def is_all_done(self) -> bool:
        return self.done == len(self.steps)


def may_set_up(actor: Actor) -> bool:
    """Whose business the first steps are."""
    return registry.allows(actor, "edit", HouseKind.COMPANY)


def first_steps(actor: Actor, *, now: datetime) -> FirstSteps:
    """All steps in one query."""
    default = Branch.objects.filter(is_default=True)
    agents = User.objects.filter(role=Role.AGENT, is_active=True).exclude(branch=None)
    hours = CalendarVersion.objects.filter(
        Q(calendar__is_default=True) | Q(calendar__branches__branch__is_default=True)
    )
    facts = User.objects.filter(pk=actor.pk or 0).values_list(
        Exists(Branch.objects.all()),
        Exists(Company.objects.all()),
        Exists(default.filter(Exists(hours))),
        Exists(default.filter(Exists(agents), lead__is_active=True)),
        Exists(accepted_trials()),
        Exists(for_everybody(now)),
        Exists(Clock.objects.filter(ticket__in=visible_tickets(actor))),
    )
    has_branch, *are_done = facts.get()
    pairs = zip(TITLES.items(), are_done, strict=True)
    return FirstSteps([Step(key, str(title), is_done) for (key, title), is_done in pairs], has_branch)


def facts_of_steps(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What the page of the first steps says about each, beside whether it is done."""
    branch = Branch.objects.filter(is_default=True).select_related("lead").first()
    trial = last_trial()
    newest = visible_tickets(actor).order_by("-pk").first()
    calendar = calendar_of_branch(branch.pk) if branch else None
    return {
        "house": stored_company(),
        "default_branch": branch,
        "hours": Calendar.objects.filter(pk=calendar).first() if calendar else None,
        "agents": User.objects.filter(role=Role.AGENT, is_active=True).exclude(branch=None).count(),
        "server": mail_server(),
        "trial": trial,
        "refusal": refusal_words(trial.refusal) if trial and trial.refusal else "",
        "letter": for_everybody(now).select_related("commitment").first(),
        "drafts": drafts_of_house(("A", "D")),
        "newest": newest,
        "promises": promises_of([newest], now=now)[newest.pk] if newest else [],
    }
