"""The letters that ship: their text and promises as a draft, or signed at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from accounts.selectors.company import company
from core.actors import Actor
from core.errors import NotFound
from core.moments import to_second
from sla.ladders import as_data
from sla.letter_parts import Letter
from sla.letters import LETTERS
from sla.models import Commitment, CommitmentVersion, Promise, VersionState
from sla.policies import policy
from sla.services.numbering import next_number
from sla.services.signing import sign_version, wait_to_sign


class NoSuchLetter(NotFound):
    code = "no_such_letter"
    message = _("There is no letter “{letter}”. These ship: {known}.")


@transaction.atomic
def install_letter(
    code: str,
    *,
    actor: Actor,
    product: str | None = None,
    branch: Branch | None = None,
    effective_from: datetime | None = None,
    now: datetime,
) -> CommitmentVersion:
    """Install and sign letter `code`; when a version of it is signed already, that one is returned.

    For every request, or for a `product` or a `branch` only. Raises NoSuchLetter and the errors of
    `sign_version`; a letter that counts working days needs a calendar first.
    """
    letter = _letter(code)
    wait_to_sign()
    signed = CommitmentVersion.objects.filter(commitment__code=code, state=VersionState.SIGNED).first()
    if signed is not None:
        return signed
    draft = _draft(letter, now, product=letter.product if product is None else product, branch=branch)
    return sign_version(actor=actor, version_id=draft.pk, effective_from=effective_from, now=now)


@transaction.atomic
def draft_letter(code: str, *, actor: Actor, now: datetime) -> CommitmentVersion:
    """Letter `code` as a draft, to be read and signed; an untouched one is returned as it is.

    Raises NoSuchLetter, NotAllowed.
    """
    letter = _letter(code)
    policy.require(actor, "draft", CommitmentVersion())
    drafts = CommitmentVersion.objects.filter(commitment__code=code, state=VersionState.DRAFT)
    return drafts.order_by("-pk").first() or _draft(letter, now, product=letter.product)


def bring_house_rules(*, actor: Actor, now: datetime) -> bool:
    """Sign the house rules that ship, unless the house ever had some; answers whether it did (A3.4).

    So that departments' tasks have clocks from the first letter on. Raises NotAllowed.
    """
    if CommitmentVersion.objects.filter(is_internal=True).exists():
        return False
    install_letter("HOUSE", actor=actor, now=now)
    return True


def _letter(code: str) -> Letter:
    if code not in LETTERS:
        raise NoSuchLetter(letter=code, known=", ".join(LETTERS))
    return LETTERS[code]


def _draft(letter: Letter, now: datetime, *, product: str, branch: Branch | None = None) -> CommitmentVersion:
    commitment, _made = Commitment.objects.get_or_create(
        code=letter.code, defaults={"title": letter.title, "created_at": to_second(now)}
    )
    draft = CommitmentVersion.objects.create(
        commitment=commitment,
        number=next_number(now),
        party_name=company().name,
        product=product,
        branch=branch,
        is_internal=letter.is_internal,
        clauses=[{"id": clause, "text": text} for clause, text in letter.clauses],
    )
    Promise.objects.bulk_create(
        Promise(
            version=draft,
            position=position,
            clause=promise.clause,
            metric=promise.metric,
            applies_to={name: list(values) for name, values in promise.applies_to.items()},
            unit=promise.unit,
            agreed=promise.agreed,
            limit=promise.limit,
            convention=promise.convention,
            ladders=as_data(letter.ladders),
        )
        for position, promise in enumerate(letter.promises, start=1)
    )
    return draft
