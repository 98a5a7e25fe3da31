"""What a promise of a letter says, in words anybody can follow: to whom, how long, and who is told when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.selectors.staff import OWNER, TICKET_OWNER
from core.punctuation import comma
from sla.metrics import RULES, Start
from sla.models import Promise
from sla.rungs import Action, Kind, Ladder, Rung, read_ladder
from sla.units import Convention, Unit
from sla.wording import amount, title
from tickets.choices import Channel, Complexity, Priority
from tickets.choices import Kind as TicketKind

Words = str | LazyText

FACT_WORDS: Mapping[str, Mapping[str, Words]] = {
    "complexity": {
        Complexity.GENERAL.value: _("general problems"),
        Complexity.COMPLEX.value: _("complex problems"),
    },
    "priority": dict(Priority.choices),
    "kind": dict(TicketKind.choices),
    "channel": dict(Channel.choices),
}
ROLE_WORDS: Mapping[str, Words] = {
    OWNER: _("owner"),
    TICKET_OWNER: _("the request's owner"),
    **dict(Role.choices),
}
ACTION_WORDS: Mapping[str, Words] = {
    Action.REASSIGN: _("handed to the branch's lead"),
    Action.RAISE_PRIORITY: _("handled one tier higher"),
    Action.URGENT: _("urgent handling declared"),
}
WHEN: Mapping[Kind, Words] = {
    Kind.WARNING: _("At {percent} % of the time"),
    Kind.DUE: _("When it is due"),
    Kind.RUNG: _("At {percent} % of the way to the limit"),
    Kind.LIMIT: _("At the limit"),
}


@dataclass(frozen=True, slots=True)
class RungText:
    """ "At 75 % of the time", "owner, lead told"."""

    when: str
    then: str


@dataclass(frozen=True, slots=True)
class LadderText:
    """A ladder and the priorities it holds for."""

    priorities: str
    rungs: tuple[RungText, ...]


@dataclass(frozen=True, slots=True)
class PromiseText:
    """One promise as the letter reads; `applies` is empty when it holds for every request."""

    id: int
    clause: str
    title: str
    applies: str
    details: tuple[str, ...]
    ladders: tuple[LadderText, ...]


def promise_text(promise: Promise) -> PromiseText:
    """In the active language; raises KeyError for a metric or ValueError for a ladder that does not exist."""
    return PromiseText(
        id=promise.pk,
        clause=promise.clause,
        title=title(promise.metric, promise.agreed, promise.unit),
        applies=applies_words(promise.applies_to),
        details=tuple(_details(promise)),
        ladders=ladder_texts({name: read_ladder(rungs) for name, rungs in promise.ladders.items()}),
    )


def applies_words(applies_to: Mapping[str, Sequence[str]]) -> str:
    """ "general problems, Repair and maintenance"; empty when it applies to everything."""
    return comma().join(
        str(words.get(value, value))
        for fact, words in FACT_WORDS.items()
        for value in applies_to.get(fact, ())
    )


def ladder_texts(ladders: Mapping[str, Ladder]) -> tuple[LadderText, ...]:
    """The ladders in the order of the tiers, equal ones together."""
    groups: dict[Ladder, list[str]] = {}
    for priority in Priority:
        groups.setdefault(ladders.get(priority.value, ()), []).append(str(priority.label))
    return tuple(
        LadderText(comma().join(labels), tuple(rung_text(rung) for rung in ladder))
        for ladder, labels in groups.items()
    )


def rung_text(rung: Rung) -> RungText:
    told = comma().join(str(ROLE_WORDS.get(role, role)) for role in rung.tell)
    then = [gettext("{names} told").format(names=told), *(str(ACTION_WORDS.get(a, a)) for a in rung.act)]
    when = str(WHEN.get(rung.kind, "")).format(percent=f"{rung.share / 10:g}")
    return RungText(when, comma().join(then))


def _details(promise: Promise) -> list[str]:
    rule = RULES[promise.metric]
    if rule.starts in {Start.PROMISED_DATE, Start.ASKED}:
        details = [gettext("Limit: the same span again, at least one working day")]
    elif rule.starts is Start.WORKING_DAY:
        details = [gettext("Due when business ends that day")]
    else:
        details = [gettext("Limit: {time}").format(time=amount(promise.limit, promise.unit))]
    if promise.unit == Unit.WORKING_DAYS and not rule.is_dated:
        details.append(_ends(promise))
    if promise.calendar is not None:
        details.append(gettext("Calendar: {name}").format(name=promise.calendar.name))
    if promise.sends_itself and rule.starts is Start.WORKING_DAY:
        details.append(gettext("The update may leave by itself"))
    return details


def _ends(promise: Promise) -> str:
    if promise.convention == Convention.SAME_TIME:
        return gettext("The last working day ends at the same time of day")
    return gettext("The last working day ends when business ends")
