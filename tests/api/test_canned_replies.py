"""Another system keeps canned replies, and offers them where a reply is written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Scope, User
from accounts.services.tokens import issue_token
from tests.api.conftest import Caller
from tests.races import together
from tickets.models import CannedReply, Ticket

CANNED = "/api/v1/canned-replies/"
BOTH = [Scope.CANNED_READ, Scope.CANNED_WRITE]
TEXTS = {"en": "Dear {customer}, about {number}: we are on our way. {agent}", "zh-hans": "{customer}，您好！"}
REPLY = {"name": "On the way", "texts": TEXTS}
Token = Callable[..., Caller]


@pytest.fixture
def token(branch: Branch, now: datetime) -> Token:
    return lambda scopes=BOTH, **more: Caller(issue_token(name="Texts", scopes=scopes, now=now, **more)[1])


@pytest.fixture
def texts(token: Token) -> Caller:
    """May keep the canned replies of the whole house."""
    return token()


def state() -> list[Any]:
    return list(CannedReply.objects.order_by("pk").values())


def test_one_is_kept_changed_and_deleted(texts: Caller, client: Any, manager: User) -> None:
    kept = texts.post(CANNED, REPLY)
    one = kept.headers["Location"]
    assert (kept.status_code, kept.json()["branch"], kept.json()["by"]) == (201, None, "Texts")
    assert texts.get(one).json() == kept.json() == texts.get(CANNED).json()["results"][0]
    changed = texts.post(one, {"texts": {"en": "We come."}}).json()
    assert (changed["name"], changed["texts"]) == ("On the way", TEXTS | {"en": "We come."})
    assert texts.post(one, {"texts": {"zh-hans": ""}}).json()["texts"] == {"en": "We come."}
    client.force_login(manager)
    assert "Texts" in client.get("/desk/canned/").content.decode()
    assert texts.post(f"{one}removal/").status_code == 200
    assert texts.get(one).status_code == 404
    assert not CannedReply.objects.exists()


def test_they_are_offered_filled_in_and_in_the_customers_language(
    texts: Caller, token: Token, ticket: Ticket, address: str, other_branch: Branch
) -> None:
    texts.post(CANNED, REPLY)
    texts.post(CANNED, REPLY | {"branch": other_branch.pk})
    writes = token([Scope.TICKETS_READ, Scope.CANNED_READ])
    ticket.customer.language = "en"
    ticket.customer.save()
    (offer,) = writes.get(f"{address}canned-replies/").json()
    said = f"Dear {ticket.customer.name}, about {ticket.number}: we are on our way. Texts"
    assert (offer["name"], offer["language"], offer["text"]) == ("On the way", "en", said)
    assert token([Scope.CANNED_READ]).get(f"{address}canned-replies/").status_code == 403
    south = token([Scope.TICKETS_READ, Scope.CANNED_READ], branch=other_branch)
    assert south.get(f"{address}canned-replies/").status_code == 404


def test_who_has_read_an_older_one_is_told_and_changes_nothing(texts: Caller) -> None:
    kept = texts.post(CANNED, REPLY)
    one = kept.headers["Location"]
    texts.post(f"{one}?version={kept.json()['version']}", {"name": "Coming"}, **{"If-Match": kept["ETag"]})
    before = state()
    for path in (one, f"{one}removal/"):
        stale = texts.post(f"{path}?version={kept.json()['version']}", {"name": "Late"})
        assert (stale.status_code, stale.json()["code"]) == (409, "canned_reply_has_changed")
        passed = texts.post(path, {"name": "Late"}, **{"If-Match": kept["ETag"]})
        assert (passed.status_code, passed.json()["code"]) == (412, "version_passed")
    assert state() == before
    assert before[0]["name"] == "Coming"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/name", "#/texts"]),
        (REPLY | {"name": " "}, ["#/name"]),
        (REPLY | {"name": "x" * 61}, ["#/name"]),
        (REPLY | {"branch": 999_999}, ["#/branch"]),
        (REPLY | {"texts": {}}, ["#/texts/en"]),
        (REPLY | {"texts": "words"}, ["#/texts"]),
        (REPLY | {"texts": {"en": "Dear {who}"}}, ["#/texts/en"]),
        (REPLY | {"texts": {"en": "x" * 10_001}}, ["#/texts/en"]),
    ],
)
def test_what_cannot_be_used_says_where_and_changes_nothing(
    texts: Caller, language: str, body: dict[str, Any], pointers: list[str]
) -> None:
    answer = texts.post(CANNED, body, **{"Accept-Language": language})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert answer.json()["detail"].isascii() == (language == "en")
    assert not CannedReply.objects.exists()


def test_a_name_is_given_once(texts: Caller) -> None:
    texts.post(CANNED, REPLY)
    before = state()
    again = texts.post(CANNED, REPLY)
    assert (again.status_code, again.json()["code"]) == (422, "canned_reply_name_taken")
    assert state() == before


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (BOTH, 200, 201),
        ([Scope.CANNED_READ], 200, 403),
        ([Scope.CANNED_WRITE], 403, 403),
        ([Scope.TICKETS_READ, Scope.TICKETS_WRITE], 403, 403),
    ],
)
def test_a_token_does_what_it_was_given_and_no_more(
    token: Token, scopes: Any, reads: int, writes: int
) -> None:
    caller = token(scopes)
    assert caller.get(CANNED).status_code == reads
    assert caller.post(CANNED, REPLY).status_code == writes
    assert CannedReply.objects.exists() == (writes == 201)


def test_a_token_of_a_branch_keeps_those_of_its_branch(
    texts: Caller, token: Token, branch: Branch, other_branch: Branch
) -> None:
    of_all = texts.post(CANNED, REPLY).headers["Location"]
    of_north = texts.post(CANNED, REPLY | {"branch": branch.pk}).headers["Location"]
    south, before = token(branch=other_branch), state()
    assert [row["branch"] for row in south.get(CANNED).json()["results"]] == [None]
    for path, body, status in (
        (of_north, {"name": "Mine"}, 404),
        (f"{of_north}removal/", {}, 404),
        (of_all, {"name": "Mine"}, 404),
        (f"{of_all}removal/", {}, 404),
        (CANNED, REPLY | {"branch": branch.pk}, 403),
        (CANNED, REPLY | {"branch": None}, 403),
    ):
        assert south.post(path, body).status_code == status, path
    assert state() == before
    assert south.post(CANNED, REPLY).json()["branch"] == other_branch.pk


def test_the_list_costs_the_same_however_long(texts: Caller, branch: Branch) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert texts.get(CANNED).status_code == 200
        return len(queries)

    texts.post(CANNED, REPLY)
    cost()
    before = cost()
    for number in range(10):
        texts.post(CANNED, REPLY | {"name": f"No. {number}", "branch": branch.pk})
    assert cost() == before <= 3


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_at_once_the_second_is_told(texts: Caller, token: Token) -> None:
    kept = texts.post(CANNED, REPLY)
    path = f"{kept.headers['Location']}?version={kept.json()['version']}"
    answers: list[int] = []

    def change(caller: Caller, name: str) -> Callable[[], None]:
        return lambda: answers.append(caller.post(path, {"name": name}).status_code)

    together([change(texts, "One"), change(token(), "Two")])
    assert sorted(answers) == [200, 409]
    assert CannedReply.objects.get().version == kept.json()["version"] + 1
