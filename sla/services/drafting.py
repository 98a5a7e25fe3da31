"""Drafts of commitments: made, copied, written and thrown away. What is signed no longer changes here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict
from core.moments import to_second
from sla.models import Commitment, CommitmentVersion, VersionState
from sla.policies import policy
from sla.refusals import NoSuchVersion, NotADraft
from sla.services.numbering import next_number


class CodeMissing(BadInput):
    code = "commitment_code_missing"
    message = _("A new letter needs a short code and a title.")


class NumberTaken(Conflict):
    code = "number_taken"
    message = _("There is a version with the number {number} already. Choose another number.")


class ClauseTwice(BadInput):
    code = "clause_twice"
    message = _("Clause {clause} stands there twice. Give each clause an id of its own.")


class ClauseEmpty(BadInput):
    code = "clause_empty"
    message = _("A clause needs an id and a text.")


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFacts:
    """What a version says apart from its promises; an empty scope field means "any"."""

    number: str
    party_name: str
    reason: str = ""
    legal_representative: str = ""
    party_contact: str = ""
    party_address: str = ""
    governing_law: str = ""
    standards: str = ""
    coverage: str = ""
    customer_id: int | None = None
    product: str = ""
    kind: str = ""
    branch_id: int | None = None
    clauses: Sequence[Clause] = field(default_factory=tuple)


@transaction.atomic
def make_draft(
    *, actor: Actor, code: str, title: str = "", party_name: str, now: datetime
) -> CommitmentVersion:
    """An empty draft of the letter `code`, which is made when there is none.

    Raises NotAllowed, CodeMissing.
    """
    policy.require(actor, "draft", CommitmentVersion())
    code, title = code.strip(), title.strip()
    commitment = Commitment.objects.filter(code=code).first()
    if commitment is None:
        if not code or not title:
            raise CodeMissing
        commitment = Commitment.objects.create(code=code, title=title, created_at=to_second(now))
    return CommitmentVersion.objects.create(
        commitment=commitment, number=next_number(now), party_name=party_name
    )


@transaction.atomic
def clone_and_amend(*, actor: Actor, version_id: int, now: datetime) -> CommitmentVersion:
    """A draft with the text, scope and promises of a version, to be amended and signed with a reason (C2.3).

    Raises NotAllowed, NoSuchVersion.
    """
    version = CommitmentVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NoSuchVersion
    policy.require(actor, "draft", version)
    promises = list(version.promises.all())
    version.pk, version.number, version.reason = None, next_number(now), ""
    version.state, version.signed_by = VersionState.DRAFT, None
    version.signed_at = version.effective_from = version.ended_at = None
    version.save(force_insert=True)
    for promise in promises:
        promise.pk, promise.version = None, version
        promise.save(force_insert=True)
    return version


@transaction.atomic
def edit_draft(*, actor: Actor, version_id: int, facts: DraftFacts) -> CommitmentVersion:
    """Write a draft anew, its promises apart.

    Raises NotAllowed, NoSuchVersion, NotADraft, NumberTaken, ClauseTwice, ClauseEmpty.
    """
    draft = lock_draft(actor, version_id)
    if CommitmentVersion.objects.exclude(pk=draft.pk).filter(number=facts.number).exists():
        raise NumberTaken(number=facts.number)
    for name, value in _cleaned(facts).items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, version_id: int) -> None:
    """Throw a draft away; a letter without any version goes with it.

    Raises NotAllowed, NoSuchVersion, NotADraft.
    """
    draft = lock_draft(actor, version_id)
    commitment = draft.commitment
    draft.promises.all().delete()
    draft.delete()
    if not commitment.versions.exists():
        commitment.delete()


def lock_draft(actor: Actor, version_id: int) -> CommitmentVersion:
    """The draft, locked for whoever may write it; raises NotAllowed, NoSuchVersion, NotADraft."""
    draft = CommitmentVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if draft is None:
        raise NoSuchVersion
    policy.require(actor, "draft", draft)
    if draft.state != VersionState.DRAFT:
        raise NotADraft(number=draft.number)
    return draft


def _cleaned(facts: DraftFacts) -> dict[str, Any]:
    data = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(facts).items()}
    return data | {"clauses": _clauses(facts.clauses)}


def _clauses(clauses: Sequence[Clause]) -> list[dict[str, str]]:
    seen: set[str] = set()
    for clause in clauses:
        if not clause.id.strip() or not clause.text.strip():
            raise ClauseEmpty
        if clause.id.strip() in seen:
            raise ClauseTwice(clause=clause.id.strip())
        seen.add(clause.id.strip())
    return [{"id": clause.id.strip(), "text": clause.text.strip()} for clause in clauses]
