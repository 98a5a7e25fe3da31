"""The rules, who changed them, and what other rules would have done (B2.1, D3.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from accounts.selectors.branches import branch_for
from core.actors import Actor
from core.punctuation import colon
from tickets.choices import Channel, How, Kind, Priority, RuleSort
from tickets.choosing import WEIGHTS
from tickets.dispatch import NobodyToOwn, Pool, Wanted
from tickets.entries import Entry
from tickets.models import BranchRule, DispatchChange, DispatchRule, LogEntry, Ticket
from tickets.policies import Rule, rule_policy
from tickets.routing import RoutedBy, Whereabouts, first_that_applies
from tickets.selectors.agents import skill_needs
from tickets.selectors.tickets import visible_tickets

LAST_MONTH = timedelta(days=30)
MOST_TRIED = 1000
CHANGES_SHOWN = 20
ANY_OTHER = 0  # the number of no branch: who reads its rules reads all

SORTS: Mapping[type[Rule], RuleSort] = {DispatchRule: RuleSort.OWNER, BranchRule: RuleSort.BRANCH}
LABELS: dict[str, LazyText] = {
    "region": _("region"),
    "address": _("address it came to"),
    "branch": _("branch"),
    "position": _("place in the order"),
    "kind": _("type"),
    "product": _("product begins with"),
    "channel": _("channel"),
    "priority": _("priority"),
    "how": _("how"),
    "person": _("person"),
    "is_active": _("in use"),
}
WORDS: dict[str, dict[str, object]] = {
    "kind": dict(Kind.choices),
    "channel": dict(Channel.choices),
    "priority": dict(Priority.choices),
    "how": dict(How.choices),
    "is_active": {"True": _("yes"), "": _("no")},
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Who changed which rule when, and each value before and after."""

    made_at: datetime
    by: str
    number: int
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the tickets somebody got when they came in, and would get."""

    name: str
    got: int
    would_get: int

    @property
    def difference(self) -> int:
        return self.would_get - self.got


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the rules would have done with the last month; `is_cut` where only the newest were tried."""

    tried: int
    is_cut: bool
    other: int
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done, in its branch or, if it finds branches, in the house."""

    branch: Branch | None
    result: DryRun


def rules_for(actor: Actor, sort: type[Any]) -> list[Any]:
    """The rules of one sort that `actor` may read, in their order; one query."""
    related = ("branch", "person") if sort is DispatchRule else ("branch",)
    rows = sort.objects.select_related(*related).order_by("position", "pk")
    return [rule for rule in rows if rule_policy.allows(actor, "view", rule)]


def newest_changes(actor: Actor, sort: type[Any]) -> list[ChangeLine]:
    """The last changes of the rules that `actor` may read, in words, the newest first."""
    rows = DispatchChange.objects.filter(about=SORTS[sort]).select_related("made_by", "integration")
    if not rule_policy.allows(actor, "view", sort(branch_id=ANY_OTHER)):
        rows = rows.filter(rule_number__in=_numbers_of_his(actor, sort))
    rows = rows.order_by("-pk")[:CHANGES_SHOWN]
    return [
        ChangeLine(row.made_at, row.by, row.rule_number, [*map(_text, row.changes.items())]) for row in rows
    ]


def _numbers_of_his(actor: Actor, sort: type[Any]) -> QuerySet[Any, Any]:
    """The numbers of the rules of everybody and of his branches; a removed one tells by what it last was."""
    branches = Branch.objects.filter(Q(pk=actor.branch_id) | Q(pk__in=actor.branches))
    rules = sort.objects.filter(Q(branch=None) | Q(branch__in=branches)).values("pk")
    removed = DispatchChange.objects.filter(about=SORTS[sort], changes__position__1="")
    was = KeyTextTransform("0", KeyTextTransform("branch", "changes"))
    named = removed.annotate(branch=Coalesce(was, Value(""), output_field=TextField()))
    his = named.filter(Q(branch="") | Q(branch__in=branches.values("name"))).values("rule_number")
    numbers: QuerySet[Any, Any] = rules.union(his)
    return numbers


def _text(change: tuple[str, list[str]]) -> str:
    name, (before, after) = change
    said = [str(WORDS.get(name, {}).get(value, value)) or "–" for value in (before, after)]
    return f"{LABELS[name]}{colon()}{said[0]} → {said[1]}"


def try_among_others(*, actor: Actor, rule: Rule, now: datetime) -> Trial:
    """The last 30 days by today's rules with `rule`, saved or not, in its place; nothing is written."""
    others = [one for one in rules_for(actor, type(rule)) if one.pk != rule.pk]
    placed = sorted([*others, rule], key=lambda one: (one.position, one.pk or 0))
    holding: list[Any] = [one for one in placed if one.is_active]
    if isinstance(rule, BranchRule):
        return Trial(None, dry_run_of_branches(actor=actor, rules=holding, now=now))
    branch = rule.branch or _own_branch(actor) or branch_for(None)
    here = [one for one in holding if one.branch_id in {None, branch.pk}]
    return Trial(branch, dry_run(actor=actor, branch=branch, rules=here, now=now))


def _own_branch(actor: Actor) -> Branch | None:
    return Branch.objects.filter(pk=actor.branch_id).first() if actor.branch_id else None


def dry_run(*, actor: Actor, branch: Branch, rules: Sequence[DispatchRule], now: datetime) -> DryRun:
    """Give the branch's tickets of the last 30 days anew, in their order; nothing is written.

    Among the people and skills of today, as if all were there and began with empty hands: who was on duty at
    the time nobody knows any more. The newest 1,000 at most; seven queries whatever there is.
    """
    tickets = visible_tickets(actor).complaints_apart().of_branch(branch.pk)
    rows = tickets.filter(registered_at__gte=now - LAST_MONTH).select_related("customer")
    newest = list(rows.order_by("-registered_at", "-pk")[: MOST_TRIED + 1])
    tried = sorted(newest[:MOST_TRIED], key=lambda ticket: ticket.pk)
    first = _first_owners(tried)
    pool = Pool(branch, skill_needs(), rules, now=now)
    pool.candidates = {
        pk: replace(one, load=0, is_away=False, is_on_duty=True, is_in_shift=True)
        for pk, one in pool.candidates.items()
    }
    pool.turns = {}
    given = {ticket.pk: _given(pool, ticket) for ticket in tried}
    names = dict(User.objects.filter(pk__in={*first.values(), *given.values()}).values_list("pk", "name"))
    return _compared(tried, first, given, names, is_cut=len(newest) > MOST_TRIED)


def dry_run_of_branches(*, actor: Actor, rules: Sequence[BranchRule], now: datetime) -> DryRun:
    """Find the branch of the last 30 days' tickets anew; nothing is written. The newest 1,000; four queries.

    Those for which somebody named the branch stay where they came in.
    """
    rows = visible_tickets(actor).complaints_apart().filter(registered_at__gte=now - LAST_MONTH)
    rows = rows.select_related("customer").with_purchase().order_by("-registered_at", "-pk")
    newest = list(rows[: MOST_TRIED + 1])
    tried = newest[:MOST_TRIED]
    received = LogEntry.objects.filter(ticket__in=tried, entry=Entry.RECEIVED)
    facts = dict(received.values_list("ticket", "payload"))
    names = dict(Branch.objects.values_list("pk", "name"))
    default = next(iter(Branch.objects.filter(is_default=True).values_list("pk", flat=True)), 0)
    first = {ticket.pk: facts[ticket.pk]["branch"] for ticket in tried}
    given = {ticket.pk: _branch_of(ticket, facts[ticket.pk], rules, default) for ticket in tried}
    return _compared(tried, first, given, names, is_cut=len(newest) > MOST_TRIED)


def _branch_of(ticket: Ticket, facts: Mapping[str, Any], rules: Sequence[BranchRule], default: int) -> int:
    if facts.get("routed_by") in {RoutedBy.NAMED, RoutedBy.OWN}:
        return int(facts["branch"])
    where = Whereabouts.of(
        customer=ticket.customer,
        purchase=ticket.purchase if ticket.is_purchase_proven else None,
        location=ticket.location,
        product=ticket.product,
        address=facts.get("came_to", ""),
    )
    rule = first_that_applies(rules, where)
    return rule.branch_id if rule else default


def _compared(
    tried: Sequence[Ticket],
    first: Mapping[int, int],
    given: Mapping[int, int],
    names: Mapping[int, str],
    *,
    is_cut: bool,
) -> DryRun:
    """What each got and would have got, the most first."""
    got, would = Counter(first.values()), Counter(given.values())
    shares = [Share(name, got[pk], would[pk]) for pk, name in names.items() if got[pk] or would[pk]]
    return DryRun(
        tried=len(tried),
        is_cut=is_cut,
        other=sum(given[ticket.pk] != first.get(ticket.pk) for ticket in tried),
        shares=sorted(shares, key=lambda share: (-share.would_get, share.name)),
    )


def _first_owners(tickets: Sequence[Ticket]) -> dict[int, int]:
    """Whom dispatch named first, by ticket."""
    rows = LogEntry.objects.filter(ticket__in=tickets, entry=Entry.OWNER_NAMED).order_by("-number")
    return {pk: payload["now_is"] for pk, payload in rows.values_list("ticket", "payload")}


def _given(pool: Pool, ticket: Ticket) -> int:
    try:
        choice = pool.choose(Wanted.of(ticket))
    except NobodyToOwn:
        return 0
    pool.give(choice.owner.pk, WEIGHTS["open"])
    pool.take_turn(choice)
    return choice.owner.pk
