"""The pages about commitments in every size and theme, by script and without, in both languages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from core.actors import Actor
from sla.models import CommitmentVersion
from sla.services.draft_promises import remove_promise
from sla.services.drafting import clone_and_amend
from sla.services.letters import draft_letter

LOOKS = [
    ("desktop", "light", "en-GB"),
    ("desktop", "dark", "zh-CN"),
    ("phone", "light", "en-GB"),
    ("phone", "dark", "zh-CN"),
    ("narrow", "light", "en-GB"),
]
Look = Callable[..., None]


@pytest.fixture
def draft(letter: CommitmentVersion, manager: User, now: datetime) -> CommitmentVersion:
    """An amendment of letter A that lacks its reason and one promise."""
    me = Actor.user(manager)
    copy = clone_and_amend(actor=me, version_id=letter.pk, now=now)
    remove_promise(actor=me, version_id=copy.pk, promise_id=copy.promises.get(clause="A2.2b").pk)
    return copy


@pytest.fixture
def look(open_as: Any, check_accessible: Any, shoot: Any, manager: User) -> Look:
    """See one address as a manager, in every size, theme and language."""

    def see(address: str, name: str) -> None:
        for size, theme, language in LOOKS:
            page = open_as(manager, address, size=size, theme=theme, language=language)
            shoot(page, f"{name}-{size}-{theme}-{language[:2]}")
            check_accessible(page)
            page.context.close()

    return see


def test_the_list(look: Look, draft: CommitmentVersion) -> None:
    look("/insights/commitments/", "commitments")


def test_a_version_as_the_letter_reads(look: Look, letter: CommitmentVersion) -> None:
    look(f"/insights/commitments/{letter.pk}/", "commitment")


def test_a_draft(look: Look, manager: User, now: datetime) -> None:
    draft = draft_letter("D", actor=Actor.user(manager), now=now)
    look(f"/insights/commitments/{draft.pk}/", "draft")


def test_what_changed(look: Look, draft: CommitmentVersion, letter: CommitmentVersion) -> None:
    look(f"/insights/commitments/{draft.pk}/changes/{letter.pk}/", "changes")


def test_the_editor(look: Look, draft: CommitmentVersion) -> None:
    look(f"/insights/commitments/{draft.pk}/edit/", "edit")


def test_the_form_of_a_promise(look: Look, draft: CommitmentVersion) -> None:
    look(f"/insights/commitments/{draft.pk}/promises/{draft.promises.all()[0].pk}/", "promise")


def test_signing(look: Look, draft: CommitmentVersion) -> None:
    look(f"/insights/commitments/{draft.pk}/sign/", "sign")


def test_a_letter_of_ones_own(look: Look, letter: CommitmentVersion) -> None:
    look("/insights/commitments/new/", "new")


def test_moving(look: Look, letter: CommitmentVersion) -> None:
    look(f"/insights/commitments/{letter.pk}/move/", "move")


@pytest.mark.parametrize("script", ["with", "without"])
def test_amended_and_signed_by_keyboard_with_and_without_script(
    open_as: Any, manager: User, letter: CommitmentVersion, script: str
) -> None:
    address = f"/insights/commitments/{letter.pk}/"
    page: Page = open_as(manager, address, size="phone", script=script == "with")
    page.get_by_role("button", name="Copy and amend").press("Enter")
    page.get_by_label("Why this version").fill("Sooner in winter.")
    page.get_by_role("button", name="Save the draft").press("Enter")
    page.get_by_role("link", name="Check and sign").press("Enter")
    page.get_by_role("button", name="Sign CN").press("Enter")
    page.wait_for_url(f"**/insights/commitments/{letter.pk + 1}/")
    assert page.get_by_text("Sooner in winter.").first.is_visible()
    letter.refresh_from_db()
    assert letter.state == "superseded"
