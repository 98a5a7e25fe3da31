"""Idempotency-Key: what is sent twice happens once."""

import threading
from typing import Any

import pytest
from django.db import connections

from servicedesk.api.models import IdempotentRequest
from servicedesk.api.tasks import forget_answers
from tickets.models import LogEntry, Ticket

TICKETS = "/api/v1/tickets/"


def test_with_the_same_key_gives_the_first_answer_again(api: Any, registration: dict[str, Any]) -> None:
    first = api.post(TICKETS, registration, key="order-7")
    again = api.post(TICKETS, registration, key="order-7")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert [again.headers[name] for name in ("ETag", "Location")] == [
        first.headers[name] for name in ("ETag", "Location")
    ]
    assert Ticket.objects.count() == 1


def test_in_other_spacing_and_order_is_the_same_request(api: Any) -> None:
    one = (
        '{"problem": "Hum", "kind": "repair", "impact": "question", "customer": {"name": "A", "phone": "1"}}'
    )
    two = '{"customer":{"phone":"1","name":"A"},"impact":"question","kind":"repair","problem":"Hum"}'
    assert api.post(TICKETS, one, key="k").content == api.post(TICKETS, two, key="k").content
    assert Ticket.objects.count() == 1


def test_with_other_content_is_refused(api: Any, registration: dict[str, Any]) -> None:
    api.post(TICKETS, registration, key="order-7")
    answer = api.post(TICKETS, registration | {"impact": "stopped"}, key="order-7")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Ticket.objects.count() == 1


def test_at_another_address_is_refused(api: Any, address: str, ticket: Ticket) -> None:
    assert api.post(f"{address}notes/", {"text": "Words"}, key="k").status_code == 200
    answer = api.post(f"{address}replies/", {"text": "Words"}, key="k")
    assert answer.json()["code"] == "idempotency_key_reused"
    assert not LogEntry.objects.filter(ticket=ticket, entry="replied").exists()


def test_with_the_key_of_another_system_is_another_request(
    api: Any, writer: Any, registration: dict[str, Any]
) -> None:
    assert api.post(TICKETS, registration, key="k").json()["number"]
    assert writer.post(TICKETS, registration, key="k").status_code == 201
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", [" ", "x" * 256, "schl\u00fcssel"])
def test_without_a_usable_key_is_refused(api: Any, registration: dict[str, Any], key: str) -> None:
    answer = api.post(TICKETS, registration, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not Ticket.objects.exists()


def test_after_a_refusal_tries_again(api: Any, address: str, registration: dict[str, Any]) -> None:
    assert api.post(f"{address}confirmation/", {"score": 9}, key="k").status_code == 422
    assert not IdempotentRequest.objects.exists()
    assert api.post(f"{address}confirmation/", {"score": 5}, key="k").status_code == 200


def test_after_a_crash_finds_nothing_done(
    api: Any, registration: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("servicedesk.api.idempotency.keep", lambda *_: 1 / 0)
        assert api.post(TICKETS, registration, key="k").status_code == 500
    assert not Ticket.objects.exists()
    assert not IdempotentRequest.objects.exists()
    assert api.post(TICKETS, registration, key="k").status_code == 201


def test_after_a_day_is_a_new_request(
    api: Any, registration: dict[str, Any], travelled: Any, later: Any
) -> None:
    api.post(TICKETS, registration, key="order-7")
    travelled.move_to(later(hours=24))
    assert forget_answers() == 0
    travelled.move_to(later(hours=25))
    assert forget_answers() == 1
    api.post(TICKETS, registration, key="order-7")
    assert Ticket.objects.count() == 2


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_happens_once(api: Any, registration: dict[str, Any]) -> None:
    together = threading.Barrier(6)
    answers = []

    def send() -> None:
        together.wait()
        answers.append(api.post(TICKETS, registration, key="order-7"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert Ticket.objects.count() == 1
    assert LogEntry.objects.filter(entry="received").count() == 1
