"""Who fits a matter, and who of those takes it (D3.3). Pure: no database, no clock.

A person fits who is on duty and not on leave, in his shift, and has every skill that the matter needs. Of
those, who speaks the customer's language goes first, then who carries the least load, then who has been
here longest. A rule may name one person, who goes first of all, or let them take turns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tickets.choices import How

# What an open ticket weighs in the load of its owner. A paused one waits for somebody else, a resolved one
# for the customer's word; a missed one needs him at once.
WEIGHTS = {"waiting": 1, "open": 2, "at_risk": 4, "missed": 6}
# So many candidates the log names; in a larger branch the rest is a number.
MOST_NAMED = 12


class WhyNot(StrEnum):
    """Why somebody was not chosen; the log holds the code."""

    ON_LEAVE = "on_leave"
    OFF_DUTY = "off_duty"
    OFF_SHIFT = "off_shift"
    NO_SKILL = "no_skill"
    SKILL_LAPSED = "skill_lapsed"
    OTHER_LANGUAGE = "other_language"
    NOT_NAMED = "not_named"
    NOT_HIS_TURN = "not_his_turn"
    MORE_LOAD = "more_load"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Need:
    """What a matter asks of its owner: skills by id, and the customer's language.

    `nature` of the problem, where a skill is needed for that.
    """

    skills: frozenset[int] = frozenset()
    language: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How to choose among those who fit: `named` for a fixed one, `turns` when each had his last one."""

    how: How = How.BY_LOAD
    named: int | None = None
    turns: Mapping[int, int] = field(default_factory=dict)


BY_LOAD = Way()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one who might take it; `load` in the points of `WEIGHTS`."""

    pk: int
    load: int = 0
    is_away: bool = False
    is_on_duty: bool = True
    is_in_shift: bool = True
    skills: frozenset[int] = frozenset()
    lapsed: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()

    def speaks(self, language: str) -> bool:
        return language in self.languages


@dataclass(frozen=True, slots=True)
class Verdict:
    """One candidate and why it was not him; the chosen one has no such reason."""

    candidate: Candidate
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """Every verdict, the chosen one first, then those who fit, then the others."""

    chosen: Candidate | None
    verdicts: tuple[Verdict, ...]


def choose(candidates: Iterable[Candidate], need: Need, way: Way = BY_LOAD) -> Ruling:
    """The one who takes it, None where nobody fits; the same answer in whatever order they come."""
    judged = [(unfit(candidate, need), candidate) for candidate in candidates]
    fitting = sorted((one for why, one in judged if why is None), key=lambda one: _order(one, need, way))
    others = [Verdict(one, why) for why, one in sorted(judged, key=lambda pair: pair[1].pk) if why]
    if not fitting:
        return Ruling(None, tuple(others))
    chosen, *rest = fitting
    passed = [Verdict(one, _behind(one, chosen, need, way)) for one in rest]
    return Ruling(chosen, (Verdict(chosen), *passed, *others))


def unfit(candidate: Candidate, need: Need) -> WhyNot | None:
    """Why the candidate cannot take it at all."""
    if candidate.is_away:
        return WhyNot.ON_LEAVE
    if not candidate.is_on_duty:
        return WhyNot.OFF_DUTY
    if not candidate.is_in_shift:
        return WhyNot.OFF_SHIFT
    missing = need.skills - candidate.skills
    if not missing:
        return None
    return WhyNot.SKILL_LAPSED if missing <= candidate.lapsed else WhyNot.NO_SKILL


def _order(candidate: Candidate, need: Need, way: Way) -> tuple[bool, bool, int, int, int]:
    is_other = way.how == How.FIXED and candidate.pk != way.named
    turn = way.turns.get(candidate.pk, 0) if way.how == How.ROUND_ROBIN else 0
    return (is_other, not candidate.speaks(need.language), turn, candidate.load, candidate.pk)


def _behind(candidate: Candidate, chosen: Candidate, need: Need, way: Way) -> WhyNot:
    if way.how == How.FIXED and chosen.pk == way.named:
        return WhyNot.NOT_NAMED
    if chosen.speaks(need.language) and not candidate.speaks(need.language):
        return WhyNot.OTHER_LANGUAGE
    if way.how == How.ROUND_ROBIN and way.turns.get(candidate.pk, 0) > way.turns.get(chosen.pk, 0):
        return WhyNot.NOT_HIS_TURN
    return WhyNot.MORE_LOAD if candidate.load > chosen.load else WhyNot.EQUAL
