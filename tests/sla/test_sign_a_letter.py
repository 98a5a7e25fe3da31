"""Only a sound letter can be signed, and a signed one never changes (C4; semantics, section 2)."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Branch, User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from sla import ladders, refusals
from sla.models import Calendar, CalendarVersion, Commitment, CommitmentVersion, Promise, VersionState
from sla.selectors.commitments import in_force, version_for
from sla.selectors.soundness import what_is_wrong
from sla.services import signing
from sla.services.drafting import clone_and_amend
from sla.services.letters import NoSuchLetter, install_letter
from tests.sla.conftest import SYSTEM
from tickets.choices import Kind, Priority

Later = Callable[..., datetime]


@pytest.fixture
def draft(db: None, now: datetime) -> CommitmentVersion:
    """A draft with one promise, sound as it is."""
    commitment = Commitment.objects.create(code="X", title="X", created_at=now)
    version = CommitmentVersion.objects.create(
        commitment=commitment, number="CN-2026-500", party_name="Riverside Heating"
    )
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
    second = next_version(draft)
    sign(second, later(days=1))
    draft.refresh_from_db()
    assert (draft.state, draft.ended_at) == (VersionState.SUPERSEDED, later(days=1))
    assert (in_force(later(hours=23)), in_force(later(days=1))) == (draft, second)


def next_version(signed: CommitmentVersion, reason: str = "Sooner.") -> CommitmentVersion:
    """A draft of the same letter with the same promises."""
    copy = clone_and_amend(actor=SYSTEM, version_id=signed.pk, now=datetime(2026, 11, 24, tzinfo=UTC))
    CommitmentVersion.objects.filter(pk=copy.pk).update(reason=reason)
    return copy


def management_is_missing(ladder: list[dict[str, Any]]) -> None:
    ladder[-1]["tell"] = ["lead"]


def rung_past_the_limit(ladder: list[dict[str, Any]]) -> None:
    ladder[-2]["share"] = 1000


def warning_at_due(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["share"] = 1000


def unknown_role(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["tell"] = ["janitor"]


def unknown_action(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["act"] = ["shout"]


def nobody_told(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["tell"] = []


def same_step_twice(ladder: list[dict[str, Any]]) -> None:
    ladder.append(dict(ladder[0]))


def nonsense(ladder: list[dict[str, Any]]) -> None:
    ladder[0]["kind"] = "sometimes"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (management_is_missing, "ladder_without_management"),
        (rung_past_the_limit, "ladder_outside"),
        (warning_at_due, "ladder_outside"),
        (unknown_role, "ladder_unknown_role"),
        (unknown_action, "ladder_unknown_action"),
        (nobody_told, "ladder_tells_nobody"),
        (same_step_twice, "ladder_twice"),
        (nonsense, "ladder_unreadable"),
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
    with pytest.raises(refusals.LadderWithoutManagement):
        sign(draft, now)


def test_a_letter_that_promises_nothing_is_refused(draft: CommitmentVersion, now: datetime) -> None:
    draft.promises.all().delete()
    with pytest.raises(refusals.NothingPromised):
        sign(draft, now)


def test_signing_twice_is_refused(draft: CommitmentVersion, now: datetime, later: Later) -> None:
    sign(draft, now)
    with pytest.raises(refusals.NotADraft):
        sign(draft, later(days=1))


def test_two_letters_for_exactly_the_same_requests_are_refused(
    draft: CommitmentVersion, letter: CommitmentVersion, now: datetime
) -> None:
    with pytest.raises(refusals.ScopeTaken) as refused:
        sign(draft, now)
    assert letter.number in refused.value.text
    CommitmentVersion.objects.filter(pk=draft.pk).update(kind=Kind.REPAIR)
    assert sign(draft, now).state == VersionState.SIGNED


def test_a_product_is_the_same_however_it_is_written(
    draft: CommitmentVersion, now: datetime, later: Later
) -> None:
    second = next_version(draft)
    other = Commitment.objects.create(code="Y", title="Y", created_at=now)
    CommitmentVersion.objects.filter(pk=draft.pk).update(product="Boiler")
    CommitmentVersion.objects.filter(pk=second.pk).update(product="BOILER", commitment=other)
    sign(draft, now)
    with pytest.raises(refusals.ScopeTaken):
        sign(second, later(days=1))
    with pytest.raises(IntegrityError, match="one_in_force"), transaction.atomic():
        CommitmentVersion.objects.filter(pk=second.pk).update(
            state=VersionState.SIGNED, signed_at=now, effective_from=now
        )


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
    second = next_version(draft)
    with pytest.raises(refusals.TooEarly):
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


def test_a_second_version_says_why(draft: CommitmentVersion, now: datetime, later: Later) -> None:
    """C2.3: policy versions say why they changed."""
    sign(draft, now)
    second = next_version(draft, reason=" ")
    with pytest.raises(refusals.ReasonMissing):
        sign(second, later(days=1))
    draft.refresh_from_db()
    assert draft.state == VersionState.SIGNED


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"party_name": " "}, "party_missing"), ({"number": ""}, "number_missing")],
)
def test_a_letter_names_its_party_and_has_a_number(
    draft: CommitmentVersion, now: datetime, facts: dict[str, str], code: str
) -> None:
    """B6, D0."""
    CommitmentVersion.objects.filter(pk=draft.pk).update(**facts)
    with pytest.raises(DomainError) as refused:
        sign(draft, now)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"metric": "smile"}, "metric_unknown"),
        ({"applies_to": {"kind": ["gardening"]}}, "applies_to_nothing"),
        ({"applies_to": {"weather": ["rain"]}}, "applies_to_nothing"),
        ({"applies_to": {"priority": []}}, "applies_to_nothing"),
        ({"applies_to": {"kind": ["consultation"]}}, "outside_the_scope"),
        ({"metric": "progress_update"}, "daily_for_complex_only"),
    ],
)
def test_a_promise_that_could_never_start_or_stop_is_refused(
    draft: CommitmentVersion, standard_hours: Calendar, now: datetime, facts: dict[str, Any], code: str
) -> None:
    CommitmentVersion.objects.filter(pk=draft.pk).update(kind=Kind.REPAIR)
    draft.promises.update(**facts)
    with pytest.raises(DomainError) as refused:
        sign(draft, now)
    assert refused.value.code == code
    assert "X1" in refused.value.text


@pytest.fixture
def standard_hours(db: None, now: datetime) -> Calendar:
    """The default calendar: weekdays from nine to six in Shanghai."""
    calendar = Calendar.objects.create(code="std", name="Standard hours", is_default=True, created_at=now)
    CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        zone="Asia/Shanghai",
        weekly=[[["09:00", "18:00"]]] * 5 + [[], []],
        made_at=now,
    )
    return calendar


def test_working_time_without_a_calendar_is_refused_naming_the_branch(
    draft: CommitmentVersion, branch: Branch, now: datetime
) -> None:
    draft.promises.update(unit="working")
    with pytest.raises(refusals.CalendarMissing, match=branch.name):
        sign(draft, now)


def test_the_promises_own_calendar_is_enough(
    draft: CommitmentVersion, branch: Branch, standard_hours: Calendar, now: datetime
) -> None:
    Calendar.objects.update(is_default=False)
    draft.promises.update(unit="working_days", agreed=1, limit=2, calendar=standard_hours)
    assert sign(draft, now).state == VersionState.SIGNED


@pytest.mark.parametrize("weekly", [None, [[]] * 7])
def test_a_calendar_that_never_opens_is_refused(
    draft: CommitmentVersion, branch: Branch, now: datetime, weekly: list[Any] | None
) -> None:
    calendar = Calendar.objects.create(code="never", name="Never", is_default=True, created_at=now)
    if weekly is not None:
        CalendarVersion.objects.create(
            calendar=calendar, number=1, zone="Asia/Shanghai", weekly=weekly, made_at=now
        )
    draft.promises.update(unit="working")
    with pytest.raises(refusals.CalendarNeverOpen, match="Never"):
        sign(draft, now)


def test_everything_that_is_wrong_is_listed_at_once(draft: CommitmentVersion, now: datetime) -> None:
    CommitmentVersion.objects.filter(pk=draft.pk).update(party_name="")
    draft.promises.all().delete()
    draft.refresh_from_db()
    found = [refusal.code for refusal in what_is_wrong(draft, start=now)]
    assert found == ["party_missing", "nothing_promised"]


def test_a_sound_draft_has_nothing_wrong(draft: CommitmentVersion, now: datetime) -> None:
    assert list(what_is_wrong(draft, start=now)) == []


@pytest.mark.django_db
def test_letter_d_needs_a_calendar_in_a_house_without_branches_too(now: datetime) -> None:
    with pytest.raises(refusals.NoCalendarAtAll, match=r"D2\.2\.2.*no working calendar"):
        install_letter("D", actor=SYSTEM, now=now)
    assert not CommitmentVersion.objects.exists()


def test_letter_d_needs_a_calendar(branch: Branch, now: datetime) -> None:
    with pytest.raises(refusals.CalendarMissing, match=r"D2\.2\.2.*North branch"):
        install_letter("D", actor=SYSTEM, now=now)
    assert not CommitmentVersion.objects.exists()


def test_letter_d_ships_with_its_clauses_and_promises(standard_hours: Calendar, now: datetime) -> None:
    """D0 to D3.4, as the promise catalogue reads."""
    letter = install_letter("D", actor=SYSTEM, now=now)
    assert [clause["id"] for clause in letter.clauses] == [
        *("D0", "D1", "D2.1", "D2.1a", "D2.1b", "D2.2.1", "D2.2.2", "D2.2.3", "D2.2.4", "D2.2.5"),
        *("D2.3a", "D2.3b", "D2.3c", "D2.4", "D3.1", "D3.2", "D3.3", "D3.4"),
    ]
    facts = letter.promises.values_list("clause", "metric", "unit", "agreed", "limit")
    assert list(facts) == [
        ("D2.1a", "response", "elapsed", 1800, 3600),
        ("D2.1b", "response", "elapsed", 7200, 14400),
        ("D2.2.2", "diagnosis", "working_days", 1, 2),
        ("D2.2.3", "solution", "working_days", 2, 4),
        ("D2.2.4", "resolution", "working_days", 0, 0),
        ("D2.2.5", "follow_up", "working_days", 1, 2),
        ("D2.3a", "progress_update", "working_days", 0, 0),
    ]


def test_letter_d_may_hold_beside_letter_a_for_one_branch(
    letter: CommitmentVersion, standard_hours: Calendar, branch: Branch, now: datetime
) -> None:
    detailed = install_letter("D", actor=SYSTEM, branch=branch, now=now)
    assert in_force(now) == letter
    scope: dict[str, Any] = {"customer_id": None, "product": "", "kind": "repair", "branch_id": branch.pk}
    assert version_for(**scope, at=now) == detailed


@pytest.mark.parametrize(
    ("product", "holds"), [("D-100%_x", True), ("d-100%_X", True), ("D-100", False), ("D-100xxx", False)]
)
def test_a_letter_for_a_product_holds_however_its_name_is_written(
    letter: CommitmentVersion, standard_hours: Calendar, now: datetime, product: str, *, holds: bool
) -> None:
    detailed = install_letter("D", actor=SYSTEM, product="D-100%_x", now=now)
    scope: dict[str, Any] = {"customer_id": None, "product": product, "kind": "repair", "branch_id": None}
    assert version_for(**scope, at=now) == (detailed if holds else letter)
