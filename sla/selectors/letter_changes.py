"""What differs between two versions of a letter, in words (C2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from core.punctuation import colon, comma
from sla.models import CommitmentVersion
from sla.promise_text import PromiseText, promise_text
from sla.selectors.letters import scope_words, translated

FIELDS = (
    *("party_name", "legal_representative", "party_contact", "party_address"),
    *("governing_law", "standards", "coverage"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: empty `was` means added, empty `now_is` removed."""

    what: str
    was: str
    now_is: str


def changes_between(old: CommitmentVersion, new: CommitmentVersion) -> list[Change]:
    """Every difference from `old` to `new`, in the letter's order. Two queries."""
    pairs = [*_fields(old, new), *_clauses(old, new), *_promises(old, new)]
    return [change for change in pairs if change.was != change.now_is]


def _fields(old: CommitmentVersion, new: CommitmentVersion) -> Iterator[Change]:
    for name in FIELDS:
        label = str(CommitmentVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's own name
        yield Change(label, getattr(old, name), getattr(new, name))
    yield Change(gettext("holds for"), scope_words(old), scope_words(new))


def _clauses(old: CommitmentVersion, new: CommitmentVersion) -> Iterator[Change]:
    was = {clause["id"]: translated(clause["text"]) for clause in old.clauses}
    now_is = {clause["id"]: translated(clause["text"]) for clause in new.clauses}
    for clause in [*was, *(clause for clause in now_is if clause not in was)]:
        label = gettext("Clause {clause}").format(clause=clause)
        yield Change(label, was.get(clause, ""), now_is.get(clause, ""))


def _promises(old: CommitmentVersion, new: CommitmentVersion) -> Iterator[Change]:
    was, now_is = _texts(old), _texts(new)
    for key in [*was, *(key for key in now_is if key not in was)]:
        before, after = was.get(key), now_is.get(key)
        label = gettext("Promise of clause {clause}").format(clause=key[0])
        yield Change(label, _terms(before), _terms(after))
        if before and after:
            label = gettext("Who is told, clause {clause}").format(clause=key[0])
            yield Change(label, _ladders(before), _ladders(after))


def _texts(version: CommitmentVersion) -> dict[tuple[str, str], PromiseText]:
    rows = version.promises.select_related("calendar")
    return {(row.clause, row.metric): promise_text(row) for row in rows}


def _terms(promise: PromiseText | None) -> str:
    if promise is None:
        return ""
    return comma().join(part for part in (promise.title, promise.applies, *promise.details) if part)


def _ladders(promise: PromiseText) -> str:
    """One line for each rung."""
    return "\n".join(
        f"{ladder.priorities}{colon()}{rung.when}{comma()}{rung.then}"
        for ladder in promise.ladders
        for rung in ladder.rungs
    )
