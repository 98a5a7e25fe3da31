"""The rules of dispatch, and what other rules would have done (D3.3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, User
from core.actors import Actor
from core.punctuation import colon
from tickets.choices import Channel, How, Kind, Priority
from tickets.choosing import WEIGHTS
from tickets.dispatch import NobodyToOwn, Pool, Wanted
from tickets.entries import Entry
from tickets.models import DispatchChange, DispatchRule, LogEntry, SkillNeed, Ticket
from tickets.policies import dispatch_policy
from tickets.selectors.tickets import visible_tickets

LAST_MONTH = timedelta(days=30)
MOST_TRIED = 1000
CHANGES_SHOWN = 20


LABELS: dict[str, LazyText] = {
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


def rules_for(actor: Actor) -> list[DispatchRule]:
    """The rules `actor` may read, in their order; one query."""
    rows = DispatchRule.objects.select_related("branch", "person").order_by("position", "pk")
    return [rule for rule in rows if dispatch_policy.allows(actor, "view", rule)]


def newest_changes() -> list[ChangeLine]:
    """The last changes in words, the newest first."""
    rows = DispatchChange.objects.select_related("made_by").order_by("-pk")[:CHANGES_SHOWN]
    return [
        ChangeLine(row.made_at, row.made_by.name, row.rule_number, [*map(_text, row.changes.items())])
        for row in rows
    ]


def _text(change: tuple[str, list[str]]) -> str:
    name, (before, after) = change
    said = [str(WORDS.get(name, {}).get(value, value)) or "–" for value in (before, after)]
    return f"{LABELS[name]}{colon()}{said[0]} → {said[1]}"


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
    pool = Pool(branch, list(SkillNeed.objects.all()), rules, now=now)
    pool.candidates = {
        pk: replace(one, load=0, is_away=False, is_on_duty=True, is_in_shift=True)
        for pk, one in pool.candidates.items()
    }
    pool.turns = {}
    given = {ticket.pk: _given(pool, ticket) for ticket in tried}
    return DryRun(
        tried=len(tried),
        is_cut=len(newest) > MOST_TRIED,
        other=sum(given[ticket.pk] != first.get(ticket.pk) for ticket in tried),
        shares=_shares(Counter(first.values()), Counter(given.values())),
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


def _shares(got: Counter[int], would: Counter[int]) -> list[Share]:
    names = dict(User.objects.filter(pk__in={*got, *would}).values_list("pk", "name"))
    shares = [Share(name, got[pk], would[pk]) for pk, name in names.items()]
    return sorted(shares, key=lambda share: (-share.would_get, share.name))
