"""What a page of figures is about: whose tickets, which days, as of when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from accounts.models import Branch, User
from accounts.selectors.branches import branches_to_choose, zone_of
from core.actors import Actor
from core.web import StaffRequest
from servicedesk.insights.forms import ReportForm
from servicedesk.insights.periods import Period, Preset, custom_period, preset_period, start_of_day
from sla.selectors.figures import Group, fell_due
from tickets.querysets import TicketQuerySet
from tickets.selectors.tickets import visible_tickets

CARRIED = ("branch", "period", "since", "until")


@dataclass(frozen=True, slots=True)
class Scope:
    """`tickets`: those the reader may see, of the chosen branch; `query`: the choice as query parameters."""

    tickets: TicketQuerySet
    branch: Branch | None
    period: Period
    zone: ZoneInfo
    now: datetime
    query: dict[str, str]

    def url(self, page: str, **more: str) -> str:
        """Another page with the same choice."""
        return f"{reverse(page)}?{urlencode(self.query | more)}"

    @property
    def in_period(self) -> Q:
        """The clocks that fell due in the chosen period."""
        return fell_due(self.period.since, self.period.until, self.now)

    @property
    def today(self) -> Q:
        """The clocks that fell due today, on the branch's wall clock."""
        return fell_due(start_of_day(self.now.astimezone(self.zone).date(), self.zone), self.now, self.now)


def tabs_of(scope: Scope) -> dict[str, str]:
    """The pages that show the same choice, by name."""
    return {
        "dashboard": scope.url("insights:dashboard"),
        "trends": scope.url("insights:trends"),
        "ledger": scope.url("insights:ledger"),
    } | {f"by_{group}": scope.url("insights:comparison", by=group) for group in Group}


def scope_of(request: StaffRequest, *, now: datetime) -> tuple[Scope, ReportForm]:
    """The scope that the address asks for, and the form that shows it; a wrong choice means 30 days."""
    form = ReportForm(request.GET, actor=request.actor)
    form.is_valid()
    user: Any = request.user
    branch = form.cleaned_data.get("branch") or own_branch(user)
    zone = zone_of(branch)
    tickets = visible_tickets(request.actor)
    scope = Scope(
        tickets=tickets.of_branch(branch.pk) if branch else tickets,
        branch=branch,
        period=period_of(form, now, zone),
        zone=zone,
        now=now,
        query={name: request.GET[name] for name in CARRIED if request.GET.get(name)},
    )
    return scope, form


def own_branch(user: User) -> Branch | None:
    """The branch a reader is bound to; `None` for those who see more than one."""
    return None if branches_to_choose(Actor.user(user)) is not None else user.branch


def period_of(form: ReportForm, now: datetime, zone: ZoneInfo) -> Period:
    chosen = form.cleaned_data
    if form.errors or not chosen.get("period"):
        return preset_period(Preset.MONTH, now, zone)
    if chosen["period"] == Preset.CUSTOM:
        return custom_period(chosen["since"], chosen["until"], zone)
    return preset_period(Preset(chosen["period"]), now, zone)
