"""Installing a letter that ships: its text and promises as a version, signed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import NotFound
from sla import ladders
from sla.letters import LETTERS, LIMIT_FACTOR, Letter
from sla.models import Commitment, CommitmentVersion, Promise, VersionState
from sla.services.signing import sign_version


class NoSuchLetter(NotFound):
    code = "no_such_letter"
    message = _("There is no letter “{letter}”. These ship: {known}.")


@transaction.atomic
def install_letter(
    code: str, *, actor: Actor, effective_from: datetime | None = None, now: datetime
) -> CommitmentVersion:
    """Install and sign letter `code`; when a version of it is signed already, that one is returned.

    Raises NoSuchLetter and the errors of `sign_version`.
    """
    if code not in LETTERS:
        raise NoSuchLetter(letter=code, known=", ".join(LETTERS))
    letter = LETTERS[code]
    commitment, _made = Commitment.objects.get_or_create(
        code=letter.code, defaults={"title": letter.title, "created_at": now}
    )
    signed = commitment.versions.filter(state=VersionState.SIGNED).first()
    if signed is not None:
        return signed
    draft = _draft(commitment, letter, now)
    return sign_version(actor=actor, version_id=draft.pk, effective_from=effective_from, now=now)


def _draft(commitment: Commitment, letter: Letter, now: datetime) -> CommitmentVersion:
    draft = CommitmentVersion.objects.create(
        commitment=commitment,
        number=next_number(now),
        product=letter.product,
        clauses=[{"id": clause, "text": text} for clause, text in letter.clauses],
    )
    Promise.objects.bulk_create(
        Promise(
            version=draft,
            position=position,
            clause=promise.clause,
            metric=promise.metric,
            applies_to={name: list(values) for name, values in promise.applies_to.items()},
            agreed=promise.agreed,
            limit=promise.agreed * LIMIT_FACTOR,
            ladders=ladders.as_data(ladders.DEFAULT),
        )
        for position, promise in enumerate(letter.promises, start=1)
    )
    return draft


def next_number(now: datetime) -> str:
    """The next number of the year, for instance CN-2026-014; the unique constraint settles a race."""
    prefix = f"CN-{now:%Y}-"
    numbers = CommitmentVersion.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    last = max((int(number.removeprefix(prefix)) for number in numbers), default=0)
    return f"{prefix}{last + 1:03d}"
