"""Only a sound letter can be signed, and a signed one never changes (C4; semantics, section 2)."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from sla import ladders
from sla.models import Commitment, CommitmentVersion, Promise, VersionState
from sla.selectors.commitments import in_force
from sla.services import signing
from sla.services.letters import NoSuchLetter, install_letter
from tests.sla.conftest import SYSTEM
from tickets.choices import Kind, Priority

Later = Callable[..., datetime]


@pytest.fixture
def draft(db: None, now: datetime) -> CommitmentVersion:
    """A draft with one promise, sound as it is."""
    commitment = Commitment.objects.create(code="X", title="X", created_at=now)
    version = CommitmentVersion.objects.create(commitment=commitment, number="CN-2026-500")
    Promise.objects.create(
        version=version,
        position=1,
        clause="X1",
        metric="contact",
        agreed=60,
        limit=120,
        ladders=ladders.as_data(ladders.DEFAULT),
    )
    return version


def sign(version: CommitmentVersion, now: datetime, **facts: Any) -> CommitmentVersion:
    return signing.sign_version(actor=SYSTEM, version_id=version.pk, now=now, **facts)


def test_management_signs_and_it_is_in_force_from_then_on(
    draft: CommitmentVersion, manager: User, now: datetime, later: Later
) -> None:
    signed = signing.sign_version(actor=Actor.user(manager), version_id=draft.pk, now=now)
    assert (signed.state, signed.signed_by, signed.effective_from) == (VersionState.SIGNED, manager, now)
    assert in_force(now) == signed
    assert in_force(later(seconds=-1)) is None


def test_an_agent_may_not_sign_and_nothing_changes(
    draft: CommitmentVersion, agent: User, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        signing.sign_version(actor=Actor.user(agent), version_id=draft.pk, now=now)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_the_next_version_of_the_same_letter_supersedes_it(
    draft: CommitmentVersion, now: datetime, later: Later
) -> None:
    sign(draft, now)
    second = CommitmentVersion.objects.create(commitment=draft.commitment, number="CN-2026-501")
    copy_promises(draft, second)
    sign(second, later(days=1))
    draft.refresh_from_db()
    assert (draft.state, draft.ended_at) == (VersionState.SUPERSEDED, later(days=1))
    assert (in_force(later(hours=23)), in_force(later(days=1))) == (draft, second)


def copy_promises(source: CommitmentVersion, target: CommitmentVersion) -> None:
    for promise in source.promises.all():
        promise.pk, promise.version = None, target
        promise.save(force_insert=True)


def management_is_missing(ladder: list[dict[str, Any]]) -> None:
    ladder[-1]["tell"] = ["lead"]


def rung_past_the_limit(ladder: list[dict[str, Any]]) -> None:
    ladder[-2]["share"] = 1000


def warning_at_due(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["share"] = 1000


def unknown_role(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["tell"] = ["janitor"]


def same_step_twice(ladder: list[dict[str, Any]]) -> None:
    ladder.append(dict(ladder[0]))


def nonsense(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["kind"] = "sometimes"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (management_is_missing, "ladder_without_management"),
        (rung_past_the_limit, "ladder_unsound"),
        (warning_at_due, "ladder_unsound"),
        (unknown_role, "ladder_unsound"),
        (same_step_twice, "ladder_unsound"),
        (nonsense, "ladder_unsound"),
    ],
)
def test_an_unsound_ladder_is_refused_with_a_sentence(
    draft: CommitmentVersion, now: datetime, spoil: Callable[[list[dict[str, Any]]], None], code: str
) -> None:
    """Section 5: management is the last rung; signing refuses a rung past the limit."""
    promise = draft.promises.get()
    spoil(promise.ladders[Priority.IMPORTANT])
    promise.save()
    with pytest.raises(DomainError) as refused:
        sign(draft, now)
    assert refused.value.code == code
    assert "X1" in refused.value.text
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_ladder_missing_for_one_priority_is_refused(draft: CommitmentVersion, now: datetime) -> None:
    promise = draft.promises.get()
    del promise.ladders[Priority.NORMAL]
    promise.save()
    with pytest.raises(signing.LadderWithoutManagement):
        sign(draft, now)


def test_a_letter_that_promises_nothing_is_refused(draft: CommitmentVersion, now: datetime) -> None:
    draft.promises.all().delete()
    with pytest.raises(signing.NothingPromised):
        sign(draft, now)


def test_signing_twice_is_refused(draft: CommitmentVersion, now: datetime, later: Later) -> None:
    sign(draft, now)
    with pytest.raises(signing.NotADraft):
        sign(draft, later(days=1))


def test_two_letters_for_exactly_the_same_requests_are_refused(
    draft: CommitmentVersion, letter: CommitmentVersion, now: datetime
) -> None:
    with pytest.raises(signing.ScopeTaken) as refused:
        sign(draft, now)
    assert letter.number in refused.value.text
    CommitmentVersion.objects.filter(pk=draft.pk).update(kind=Kind.REPAIR)
    assert sign(draft, now).state == VersionState.SIGNED


def test_the_database_too_refuses_two_in_force_for_one_scope(
    draft: CommitmentVersion, letter: CommitmentVersion, now: datetime
) -> None:
    assert letter.state == VersionState.SIGNED
    with pytest.raises(IntegrityError, match="one_in_force"), transaction.atomic():
        CommitmentVersion.objects.filter(pk=draft.pk).update(
            state=VersionState.SIGNED, signed_at=now, effective_from=now
        )


def test_a_version_cannot_come_into_force_before_the_one_it_supersedes(
    draft: CommitmentVersion, now: datetime, later: Later
) -> None:
    sign(draft, now)
    second = CommitmentVersion.objects.create(commitment=draft.commitment, number="CN-2026-501")
    copy_promises(draft, second)
    with pytest.raises(signing.TooEarly):
        sign(second, later(days=1), effective_from=now)


@pytest.mark.parametrize(
    "change",
    [
        lambda version: CommitmentVersion.objects.filter(pk=version.pk).update(reason="quietly"),
        lambda version: CommitmentVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda version: CommitmentVersion.objects.filter(pk=version.pk).update(effective_from=None),
        lambda version: version.promises.update(agreed=1),
        lambda version: version.promises.all().delete(),
        lambda version: version.promises.create(position=9, clause="Z", metric="plan", agreed=1, limit=2),
    ],
)
def test_a_signed_version_never_changes(
    letter: CommitmentVersion, change: Callable[[CommitmentVersion], object]
) -> None:
    """C4: the database itself refuses."""
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        change(letter)
    assert list(letter.promises.values_list("agreed", flat=True)) == [7200, 86400, 172800]


def test_a_signed_version_cannot_be_deleted(letter: CommitmentVersion) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        CommitmentVersion.objects.filter(pk=letter.pk)._raw_delete("default")
    assert CommitmentVersion.objects.filter(pk=letter.pk).exists()


def test_letter_a_ships_with_its_clauses_and_promises(letter: CommitmentVersion) -> None:
    """A1 to A4.3, as the promise catalogue reads."""
    assert letter.number == "CN-2026-001"
    assert [clause["id"] for clause in letter.clauses][:4] == ["A1", "A2.1", "A2.2a", "A2.2b"]
    facts = letter.promises.values_list("clause", "metric", "agreed", "limit")
    assert list(facts) == [
        ("A2.1", "contact", 7200, 14400),
        ("A2.2a", "initial_fix", 86400, 172800),
        ("A2.2b", "plan", 172800, 345600),
    ]


@pytest.mark.django_db
def test_the_command_installs_a_letter_once() -> None:
    out = StringIO()
    call_command("install_letter", "A", stdout=out)
    call_command("install_letter", "A", stdout=out)
    assert CommitmentVersion.objects.count() == 1
    assert out.getvalue().count("is signed and in force") == 2


def test_the_command_says_in_a_sentence_why_it_cannot_install(
    draft: CommitmentVersion, now: datetime
) -> None:
    sign(draft, now)
    with pytest.raises(CommandError, match=draft.number):
        call_command("install_letter", "A")
    assert CommitmentVersion.objects.count() == 1


@pytest.mark.django_db
def test_the_command_says_which_letters_there_are() -> None:
    with pytest.raises(CommandError, match="DEMO-STOPWATCH"):
        call_command("install_letter", "Z")


@pytest.mark.django_db
def test_an_unknown_letter_is_refused(now: datetime) -> None:
    with pytest.raises(NoSuchLetter) as refused:
        install_letter("Z", actor=SYSTEM, now=now)
    assert "DEMO-STOPWATCH" in refused.value.text
