"""Why this person: how everybody stood when dispatch named an owner, in the reader's language (D3.3).

For staff only; a customer reads the name.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.choices import Nature
from tickets.choosing import WhyNot
from tickets.models import LogEntry
from tickets.saying import person

WHY_NOT = {
    WhyNot.ON_LEAVE: gettext_lazy("on leave"),
    WhyNot.OFF_DUTY: gettext_lazy("off duty"),
    WhyNot.OFF_SHIFT: gettext_lazy("outside his shift"),
    WhyNot.NO_SKILL: gettext_lazy("lacks a skill that it needs"),
    WhyNot.SKILL_LAPSED: gettext_lazy("a skill that it needs has lapsed"),
    WhyNot.OTHER_LANGUAGE: gettext_lazy("does not speak the customer’s language"),
    WhyNot.NOT_NAMED: gettext_lazy("the rule names somebody else"),
    WhyNot.NOT_HIS_TURN: gettext_lazy("had a turn later"),
    WhyNot.MORE_LOAD: gettext_lazy("carries more"),
    WhyNot.EQUAL: gettext_lazy("carries as much, came to the house later"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one candidate stood: his name, load in points, and what decided."""

    name: str
    load: int
    verdict: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What the matter needed and how everybody stood; `rest` says how many more were looked at.

    `nature` of the problem, in words, where a skill was needed for that.
    """

    skills: tuple[str, ...]
    nature: str
    standings: tuple[Standing, ...]
    rest: str


def why(entry: LogEntry) -> Why | None:
    """The explanation that an entry of `selectors.timeline` carries, if dispatch named the owner."""
    lines = entry.payload.get("candidates")
    if lines is None:
        return None
    names = getattr(entry, "skills", {})
    skills = sorted(names[pk] for pk in entry.payload["skills"] if pk in names)
    nature = entry.payload.get("nature")
    label = str(Nature(nature).label) if nature else ""
    standings = tuple(_standing(entry, line) for line in lines)
    return Why(tuple(skills), label, standings, _rest(entry, len(lines)))


def _standing(entry: LogEntry, line: dict[str, object]) -> Standing:
    code = str(line["why_not"])
    verdict = str(WHY_NOT[WhyNot(code)]) if code else _("chosen: fits the matter, least load")
    return Standing(person(entry, int(str(line["who"]))), int(str(line["load"])), verdict, not code)


def _rest(entry: LogEntry, shown: int) -> str:
    count = entry.payload["considered"] - shown
    return ngettext("and %(n)s more", "and %(n)s more", count) % {"n": count} if count else ""
