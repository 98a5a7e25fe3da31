"""Drafts are written by management alone; what is signed no longer changes (C2.3, C4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.models import Branch, Customer, User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from sla import refusals
from sla.models import Commitment, CommitmentVersion, Promise, VersionState
from sla.services import draft_promises, drafting
from sla.services.draft_promises import PromiseFacts, remove_promise, set_promise
from sla.services.drafting import Clause, DraftFacts, clone_and_amend, discard_draft, edit_draft, make_draft
from sla.services.letters import draft_letter
from sla.services.signing import sign_version
from tests.sla.conftest import SYSTEM
from tickets.choices import Kind

FACTS = DraftFacts(
    number="2026/7",
    party_name="Riverside Heating",
    reason="Sooner in winter.",
    governing_law="PRC Civil Code",
    standards="GB/T 16784",
    coverage="Outdoor units KX; error codes E1 to E9",
    product="KX-48",
    kind=Kind.REPAIR,
    clauses=[Clause("1", "We come.")],
)
CONTACT = PromiseFacts(clause="1", metric="contact", agreed=3600, limit=7200)


@pytest.fixture
def draft(db: None, now: datetime) -> CommitmentVersion:
    return make_draft(actor=SYSTEM, code="R", title="Repairs", party_name="Riverside Heating", now=now)


def test_a_new_letter_gets_a_number_and_can_be_written_and_signed(
    draft: CommitmentVersion, manager: User, branch: Branch, customer: Customer, now: datetime
) -> None:
    me = Actor.user(manager)
    assert (draft.number, draft.commitment.title) == ("CN-2026-001", "Repairs")
    facts = replace(FACTS, branch_id=branch.pk, customer_id=customer.pk)
    edit_draft(actor=me, version_id=draft.pk, facts=facts)
    set_promise(actor=me, version_id=draft.pk, facts=CONTACT)
    signed = sign_version(actor=me, version_id=draft.pk, now=now)
    assert (signed.state, signed.number, signed.party_name) == ("signed", "2026/7", "Riverside Heating")
    assert (signed.customer, signed.product, signed.kind, signed.branch) == (
        *(customer, "KX-48", "repair", branch),
    )
    assert signed.clauses == [{"id": "1", "text": "We come."}]
    assert (signed.governing_law, signed.standards) == ("PRC Civil Code", "GB/T 16784")
    assert signed.coverage == "Outdoor units KX; error codes E1 to E9"
    assert list(signed.promises.values_list("clause", "metric", "agreed", "limit")) == [
        ("1", "contact", 3600, 7200)
    ]


def test_an_own_number_does_not_disturb_the_count(draft: CommitmentVersion, now: datetime) -> None:
    edit_draft(actor=SYSTEM, version_id=draft.pk, facts=replace(FACTS, number="CN-2026-special"))
    assert make_draft(actor=SYSTEM, code="R", party_name="", now=now).number == "CN-2026-001"


def test_a_new_letter_needs_a_code_and_a_title(db: None, now: datetime) -> None:
    with pytest.raises(drafting.CodeMissing):
        make_draft(actor=SYSTEM, code="S", party_name="X", now=now)
    assert not Commitment.objects.exists()


def test_amending_copies_text_scope_and_promises_and_asks_for_a_reason(
    letter: CommitmentVersion, now: datetime
) -> None:
    copy = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    letter.refresh_from_db()
    assert (copy.state, copy.reason, copy.signed_at, copy.effective_from) == ("draft", "", None, None)
    assert (copy.clauses, copy.commitment, copy.number) == (letter.clauses, letter.commitment, "CN-2026-002")
    columns = ("clause", "metric", "agreed", "limit", "ladders", "applies_to", "unit")
    assert list(copy.promises.values_list(*columns)) == list(letter.promises.values_list(*columns))
    with pytest.raises(refusals.ReasonMissing):
        sign_version(actor=SYSTEM, version_id=copy.pk, now=now)
    assert letter.state == VersionState.SIGNED


def test_a_letter_that_ships_becomes_one_draft_however_often_it_is_asked_for(
    manager: User, now: datetime
) -> None:
    me = Actor.user(manager)
    first = draft_letter("D", actor=me, now=now)
    assert draft_letter("D", actor=me, now=now) == first
    assert (first.state, first.promises.count(), first.party_name != "") == ("draft", 7, True)


def test_discarding_leaves_nothing_behind(draft: CommitmentVersion) -> None:
    set_promise(actor=SYSTEM, version_id=draft.pk, facts=CONTACT)
    discard_draft(actor=SYSTEM, version_id=draft.pk)
    assert not CommitmentVersion.objects.exists()
    assert not Promise.objects.exists()
    assert not Commitment.objects.exists()


def test_discarding_an_amendment_leaves_the_signed_letter(letter: CommitmentVersion, now: datetime) -> None:
    copy = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    discard_draft(actor=SYSTEM, version_id=copy.pk)
    assert list(CommitmentVersion.objects.all()) == [letter]
    assert letter.promises.count() == 3


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FACTS, number="CN-2026-001"), "number_taken"),
        (replace(FACTS, clauses=[Clause("1", "a"), Clause("1 ", "b")]), "clause_twice"),
        (replace(FACTS, clauses=[Clause("1", " ")]), "clause_empty"),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(
    letter: CommitmentVersion, draft: CommitmentVersion, facts: DraftFacts, code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        edit_draft(actor=SYSTEM, version_id=draft.pk, facts=facts)
    assert refused.value.code == code
    draft.refresh_from_db()
    assert (draft.number, draft.clauses) == ("CN-2026-002", [])


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (replace(CONTACT, clause=" "), draft_promises.ClauseMissing),
        (replace(CONTACT, metric="smile"), refusals.MetricUnknown),
        (replace(CONTACT, agreed=0), draft_promises.AgreedMissing),
        (replace(CONTACT, limit=3599), draft_promises.LimitBeforeAgreed),
        (CONTACT, draft_promises.PromiseTwice),
    ],
)
def test_a_promise_that_cannot_be_kept_as_a_row_is_refused(
    draft: CommitmentVersion, facts: PromiseFacts, refusal: type[DomainError]
) -> None:
    set_promise(actor=SYSTEM, version_id=draft.pk, facts=CONTACT)
    with pytest.raises(refusal):
        set_promise(actor=SYSTEM, version_id=draft.pk, facts=facts)
    assert draft.promises.count() == 1


def test_a_promise_is_written_anew_and_removed(draft: CommitmentVersion) -> None:
    promise = set_promise(actor=SYSTEM, version_id=draft.pk, facts=CONTACT)
    facts = replace(CONTACT, agreed=60, applies_to={"priority": ["urgent"]})
    set_promise(actor=SYSTEM, version_id=draft.pk, facts=facts, promise_id=promise.pk)
    promise.refresh_from_db()
    assert (promise.agreed, promise.applies_to, promise.position) == (60, {"priority": ["urgent"]}, 1)
    remove_promise(actor=SYSTEM, version_id=draft.pk, promise_id=promise.pk)
    assert not draft.promises.exists()


def test_a_promise_with_a_date_has_no_amount(draft: CommitmentVersion) -> None:
    """D2.2.4: due at the promised date."""
    facts = replace(CONTACT, metric="resolution")
    promise = set_promise(actor=SYSTEM, version_id=draft.pk, facts=facts)
    assert (promise.agreed, promise.limit, promise.unit) == (0, 0, "working_days")


def test_a_promise_of_another_draft_is_not_found(letter: CommitmentVersion, draft: CommitmentVersion) -> None:
    strange = letter.promises.all()[0]
    with pytest.raises(draft_promises.NoSuchPromise):
        remove_promise(actor=SYSTEM, version_id=draft.pk, promise_id=strange.pk)
    assert letter.promises.count() == 3


CHANGES: list[Callable[..., Any]] = [
    lambda **who: edit_draft(facts=FACTS, **who),
    lambda **who: set_promise(facts=CONTACT, **who),
    lambda **who: remove_promise(promise_id=1, **who),
    discard_draft,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_signed_version_is_no_draft(letter: CommitmentVersion, change: Callable[..., Any]) -> None:
    with pytest.raises(refusals.NotADraft, match=letter.number):
        change(actor=SYSTEM, version_id=letter.pk)
    assert letter.promises.count() == 3


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("persona", ["agent", "lead", "head", "branch_manager"])
def test_only_management_writes(
    request: pytest.FixtureRequest, draft: CommitmentVersion, persona: str, change: Callable[..., Any]
) -> None:
    with pytest.raises(NotAllowed):
        change(actor=Actor.user(request.getfixturevalue(persona)), version_id=draft.pk)
    draft.refresh_from_db()
    assert (draft.number, draft.promises.count()) == ("CN-2026-001", 0)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_there_is_not_found(db: None, change: Callable[..., Any]) -> None:
    with pytest.raises(refusals.NoSuchVersion):
        change(actor=SYSTEM, version_id=4711)
