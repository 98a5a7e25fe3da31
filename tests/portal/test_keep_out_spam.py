"""Robots are kept out, people without script are not."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django_altcha import get_altcha_challenge
from redis.exceptions import ConnectionError as NoRedisError

from core.limits import Limit
from servicedesk.portal import challenge
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("agent", "letter")


def solve(puzzle: dict[str, Any]) -> str:
    """What static/js/proof.js does."""
    for number in range(challenge.MAX_NUMBER + 1):
        if hashlib.sha256(f"{puzzle['salt']}{number}".encode()).hexdigest() == puzzle["challenge"]:
            answer = {key: puzzle[key] for key in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps(answer | {"number": number}).encode()).decode()
    raise AssertionError("no solution")


@pytest.fixture
def proof(client: Client) -> str:
    return solve(client.get("/challenge/").json())


def test_a_request_with_a_proof_is_verified(client: Client, filled_in: dict[str, Any], proof: str) -> None:
    client.post("/", filled_in | {"altcha": proof})
    assert Ticket.objects.get().is_verified


def test_a_request_without_script_is_taken_and_marked(client: Client, filled_in: dict[str, Any]) -> None:
    response = client.post("/", filled_in, follow=True)
    assert not Ticket.objects.get().is_verified
    assert "Please confirm by the link that we send to" in response.content.decode()


@pytest.mark.parametrize("rubbish", ["x", "e30=", base64.b64encode(b'{"challenge": 1}').decode()])
def test_a_false_proof_counts_as_none(client: Client, filled_in: dict[str, Any], rubbish: str) -> None:
    client.post("/", filled_in | {"altcha": rubbish})
    assert not Ticket.objects.get().is_verified


def test_a_proof_is_good_for_one_request(client: Client, filled_in: dict[str, Any], proof: str) -> None:
    client.post("/", filled_in | {"altcha": proof})
    client.post("/", filled_in | {"altcha": proof})
    assert sorted(Ticket.objects.values_list("is_verified", flat=True)) == [False, True]


def test_a_proof_sent_by_many_at_once_is_believed_once(proof: str) -> None:
    start = Barrier(8)

    def send(_turn: int) -> bool:
        start.wait(10)
        return challenge.is_proven(proof)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 7 + [True]


def test_a_proof_of_somebody_elses_puzzle_counts_as_none(settings: Any) -> None:
    settings.ALTCHA_HMAC_KEY = "somebody else"
    theirs = solve(vars(get_altcha_challenge(max_number=10)))
    settings.ALTCHA_HMAC_KEY = "ours"
    assert not challenge.is_proven(theirs)


def test_one_address_may_send_ten_an_hour_without_a_proof(
    client: Client, filled_in: dict[str, Any], proof: str
) -> None:
    answers = [client.post("/", filled_in).status_code for _try in range(11)]
    assert answers == [302] * 10 + [429]
    assert Ticket.objects.count() == 10
    assert client.post("/", filled_in | {"altcha": proof}).status_code == 302
    assert client.post("/", filled_in, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_too_many_requests_lose_nothing_that_was_typed(client: Client, filled_in: dict[str, Any]) -> None:
    for _try in range(10):
        client.post("/", filled_in)
    page = client.post("/", filled_in).content.decode()
    assert "Too many requests came from your network" in page
    assert "display shows E4" in page


def test_the_trap_catches_what_fills_in_everything(
    client: Client, filled_in: dict[str, Any], proof: str
) -> None:
    response = client.post("/", filled_in | {"website": "https://pills.example", "altcha": proof})
    assert response.status_code == 422
    assert "Leave this field empty" in response.content.decode()
    assert not Ticket.objects.exists()


def test_without_a_cache_requests_are_taken_unverified(
    monkeypatch: pytest.MonkeyPatch, proof: str, rf: RequestFactory
) -> None:
    def no_cache(*_args: Any, **_kwargs: Any) -> None:
        raise NoRedisError

    for operation in ("get", "add"):
        monkeypatch.setattr(f"django.core.cache.backends.redis.RedisCache.{operation}", no_cache)
    assert not challenge.is_proven(proof)
    assert challenge.may_go_on(rf.post("/"))


def test_a_made_up_forwarding_address_opens_no_new_limit(client: Client, filled_in: dict[str, Any]) -> None:
    answers = [
        client.post("/", filled_in, headers={"X-Forwarded-For": f"10.1.1.{visitor}"}).status_code
        for visitor in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_behind_our_proxy_the_address_it_saw_counts(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", 1, raising=False)
    limit: Any = Limit("any", "1/hour")
    for made_up in ("1.1.1.1", "2.2.2.2"):
        request = rf.post("/", headers={"X-Forwarded-For": f"{made_up}, 9.9.9.9"})
        assert limit.get_ident(request) == "9.9.9.9"
