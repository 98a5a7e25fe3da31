"""Commitments: leads and above read, management decides, everybody else is kept out."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.actors import Actor
from servicedesk.insights.commitments_urls import urlpatterns
from sla.models import CommitmentVersion
from sla.services.drafting import clone_and_amend

PERSONAS = ("agent", "other_agent", "lead", "head", "branch_manager", "manager")
READ = (403, 403, 200, 200, 200, 200)
DECIDE = (403, 403, 403, 403, 403, 200)
ACT = (403, 403, 403, 403, 403, 302)
# route -> (method, what it is about, what each persona gets)
TABLE: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "commitments": ("get", "", READ),
    "commitment": ("get", "letter", READ),
    "commitment-changes": ("get", "letter draft", READ),
    "commitment-new": ("get", "", DECIDE),
    "commitment-install": ("post", "", ACT),
    "commitment-edit": ("get", "draft", DECIDE),
    "commitment-amend": ("post", "letter", ACT),
    "commitment-discard": ("post", "draft", ACT),
    "commitment-sign": ("get", "draft", DECIDE),
    "commitment-move": ("get", "letter", DECIDE),
    "promise-new": ("get", "draft", DECIDE),
    "promise-edit": ("get", "draft promise", DECIDE),
    "promise-remove": ("post", "draft promise", ACT),
}


@pytest.fixture
def things(letter: CommitmentVersion, now: datetime) -> dict[str, int]:
    draft = clone_and_amend(actor=Actor.system("test"), version_id=letter.pk, now=now)
    return {"letter": letter.pk, "draft": draft.pk, "promise": draft.promises.all()[0].pk}


def address(route: str, things: dict[str, int]) -> str:
    return reverse(f"insights:{route}", args=[things[name] for name in TABLE[route][1].split()])


@pytest.mark.parametrize("route", TABLE)
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_gets_what_it_may(
    request: pytest.FixtureRequest, enter: Any, things: dict[str, int], route: str, persona: str
) -> None:
    client = enter(request.getfixturevalue(persona))
    method, _about, expected = TABLE[route]
    answer = getattr(client, method)(address(route, things), {"letter": "D"})
    assert answer.status_code == expected[PERSONAS.index(persona)]
    if answer.status_code == 403:
        assert CommitmentVersion.objects.count() == 2


@pytest.mark.parametrize("route", TABLE)
def test_nobody_is_sent_to_sign_in(things: dict[str, int], route: str) -> None:
    answer = getattr(Client(), TABLE[route][0])(address(route, things))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]
    assert CommitmentVersion.objects.count() == 2


@pytest.mark.parametrize("route", ["commitment-edit", "commitment-sign", "promise-new"])
@pytest.mark.parametrize("persona", ["agent", "lead", "branch_manager"])
def test_who_may_not_decide_cannot_send_either(
    request: pytest.FixtureRequest, enter: Any, things: dict[str, int], route: str, persona: str
) -> None:
    client = enter(request.getfixturevalue(persona))
    assert client.post(address(route, things), {"number": "X"}).status_code == 403
    draft = CommitmentVersion.objects.get(pk=things["draft"])
    assert (draft.state, draft.number, draft.promises.count()) == ("draft", "CN-2026-001", 3)


@pytest.mark.parametrize("route", ["commitment", "commitment-edit", "commitment-sign", "commitment-move"])
def test_what_is_not_there_is_not_found(enter: Any, manager: Any, route: str) -> None:
    assert enter(manager).get(reverse(f"insights:{route}", args=[4711])).status_code == 404


@pytest.mark.parametrize("route", ["commitment-edit", "commitment-sign", "promise-new"])
def test_what_is_signed_is_no_draft(enter: Any, manager: Any, things: dict[str, int], route: str) -> None:
    answer = enter(manager).get(reverse(f"insights:{route}", args=[things["letter"]]))
    assert answer.status_code == 409


def test_every_address_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE)
