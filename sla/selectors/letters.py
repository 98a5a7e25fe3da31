"""A version of a commitment as the letter reads, for customers and managers alike (C1.3, C2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from core.actors import Actor
from core.punctuation import comma
from sla.models import CommitmentVersion, VersionState
from sla.policies import policy
from sla.promise_text import PromiseText, promise_text
from sla.refusals import NoSuchVersion


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause with the promises it makes measurable; `text` is empty for a promise without a clause."""

    id: str
    text: str
    promises: tuple[PromiseText, ...]


@dataclass(frozen=True, slots=True)
class LetterText:
    """A version in the active language."""

    version: CommitmentVersion
    title: str
    scope: str
    clauses: tuple[ClauseText, ...]


def get_version(*, actor: Actor, version_id: int) -> CommitmentVersion:
    """A version for a member of staff who may see it; raises NoSuchVersion. One query."""
    version = _complete().filter(pk=version_id).first()
    if version is None or not policy.allows(actor, "view", version):
        raise NoSuchVersion
    return version


def public_version(number: str) -> CommitmentVersion:
    """A signed version that is not for one customer alone; raises NoSuchVersion."""
    signed = _complete().exclude(state=VersionState.DRAFT).filter(customer=None, is_internal=False)
    version = signed.filter(number=number).first() if "\0" not in number else None
    if version is None:
        raise NoSuchVersion
    return version


def version_of_ticket(ticket_id: int) -> CommitmentVersion:
    """The version that binds us for a ticket, whoever it is for; raises NoSuchVersion."""
    version = _complete().filter(bindings__ticket=ticket_id).first()
    if version is None:
        raise NoSuchVersion
    return version


def letter_text(version: CommitmentVersion) -> LetterText:
    """The letter in the active language. One query."""
    promises = [promise_text(row) for row in version.promises.select_related("calendar")]
    clauses = [
        ClauseText(clause["id"], translated(clause["text"]), _of_clause(promises, clause["id"]))
        for clause in version.clauses
    ]
    named = {clause.id for clause in clauses}
    loose = [ClauseText(p.clause, "", (p,)) for p in promises if p.clause not in named]
    return LetterText(version, translated(version.commitment.title), scope_words(version), (*clauses, *loose))


def translated(text: str) -> str:
    """A text that ships, in the reader's language; anybody's own words as they are."""
    return gettext(text) if text else ""


def scope_words(version: CommitmentVersion) -> str:
    """For which requests it holds, in words."""
    if version.is_internal and version.branch is None:
        return gettext("internal: departments' tasks")
    parts = [
        (gettext_lazy("customer"), version.customer.name if version.customer else ""),
        (gettext_lazy("product"), version.product),
        (gettext_lazy("type"), version.get_kind_display()),
        (gettext_lazy("branch"), version.branch.name if version.branch else ""),
    ]
    named = [f"{name} {value}" for name, value in parts if value]
    return comma().join(named) if named else gettext("every request")


def standing(version: CommitmentVersion, now: datetime) -> str:
    """Where a version stands at `now`: draft, coming, in_force or superseded."""
    if version.state == VersionState.DRAFT or version.effective_from is None:
        return "draft"
    if version.effective_from > now:
        return "coming"
    return "in_force" if version.ended_at is None or version.ended_at > now else "superseded"


def versions_of_house() -> Iterable[CommitmentVersion]:
    """Every version, the newest of each letter first. One query."""
    return _complete().order_by("commitment__code", "-effective_from", "-pk")


def drafts_of_house(codes: Iterable[str]) -> list[CommitmentVersion]:
    """The drafts of these letters, the newest first. One query."""
    drafts = _complete().filter(commitment__code__in=codes, state=VersionState.DRAFT)
    return list(drafts.order_by("-pk"))


def history_of(version: CommitmentVersion) -> list[CommitmentVersion]:
    """The signed versions of the same letter, newest first. One query."""
    signed = _complete().filter(commitment=version.commitment_id).exclude(state=VersionState.DRAFT)
    return list(signed.order_by("-effective_from", "-pk"))


def _of_clause(promises: Iterable[PromiseText], clause: str) -> tuple[PromiseText, ...]:
    return tuple(promise for promise in promises if promise.clause == clause)


def _complete() -> QuerySet[CommitmentVersion]:
    return CommitmentVersion.objects.select_related("commitment", "customer", "branch", "signed_by")
