"""What a deadline rests on, in words: the clause, whom its letter was signed for, the hours that count."""

from collections.abc import Iterator, Mapping
from functools import partial

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.functional import lazy
from django.utils.translation import gettext

from core.punctuation import comma
from sla.models import CalendarVersion, CommitmentVersion
from sla.selectors.terms import PromiseTerms
from tickets.choices import Channel, Complexity, Kind, Priority

FACTS: Mapping[str, type[TextChoices]] = {
    "kind": Kind,
    "priority": Priority,
    "complexity": Complexity,
    "channel": Channel,
}


def clause_of(terms: PromiseTerms, version: CommitmentVersion) -> str | LazyText:
    """ "Clause A2.1 of commitment A-1", in the reader's language."""
    return _lazily(partial(_clause, terms.clause, version.number))


def reach_of(terms: PromiseTerms, version: CommitmentVersion) -> str | LazyText:
    """Why this letter and this clause: "Signed for every request. Holds for: Complex."."""
    return _lazily(partial(_reach, terms, version))


def hours_of(version: CalendarVersion) -> str | LazyText:
    """ "Head office, version 2, Asia/Shanghai"; the version comes with its calendar."""
    return _lazily(partial(_hours, version))


def _clause(clause: str, number: str) -> str:
    return gettext("Clause {clause} of commitment {number}").format(clause=clause, number=number)


def _reach(terms: PromiseTerms, version: CommitmentVersion) -> str:
    scope, facts = comma().join(_scope(version)), comma().join(_facts(terms))
    signed = gettext("Signed for every request.")
    if scope:
        signed = gettext("Signed for {scope}, so it goes before more general letters.").format(scope=scope)
    return gettext("{signed} Holds for: {facts}.").format(signed=signed, facts=facts) if facts else signed


def _scope(version: CommitmentVersion) -> Iterator[str]:
    """The most specific first, in the order in which letters are compared (semantics, section 2)."""
    if version.customer is not None:
        yield version.customer.name
    if version.product:
        yield version.product
    if version.kind:
        yield str(Kind(version.kind).label)
    if version.branch is not None:
        yield version.branch.name


def _facts(terms: PromiseTerms) -> Iterator[str]:
    for name, values in terms.applies_to.items():
        choices = FACTS[name]
        if len(values) < len(choices):
            yield "/".join(str(choice.label) for choice in choices if choice.value in values)


def _hours(version: CalendarVersion) -> str:
    number = gettext("version {number}").format(number=version.number)
    return comma().join((version.calendar.name, number, version.zone))


def _call(words: partial[str]) -> str:
    return words()


_lazily = lazy(_call, str)
