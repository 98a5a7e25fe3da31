import base64
from typing import Any

import pytest

from core.actors import Actor
from servicedesk.api import throttles
from servicedesk.api.views.tickets import TicketView
from tests.endings import resolve_ticket
from tickets.models import LogEntry, Ticket

MEMBERS = {"type", "title", "status", "code", "detail"}


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The document, once it has been checked for what RFC 9457 asks."""
    document: dict[str, Any] = answer.json()
    assert answer.status_code == status, document
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert document.keys() >= MEMBERS
    assert (document["status"], document["code"]) == (status, code)
    assert document["title"]
    assert document["detail"]
    return document


def test_without_a_token(nobody: Any, address: str) -> None:
    answer = nobody.get(address)
    problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_with_an_unknown_token(nobody: Any, address: str) -> None:
    answer = nobody.get(address, Authorization="Bearer sd_made_up")
    problem(answer, 401, "authentication_failed")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer two words", "Basic YTpi", "Bearer \xff"])
def test_with_a_malformed_authorization(nobody: Any, address: str, header: str) -> None:
    assert nobody.get(address, Authorization=header).status_code == 401


def test_with_a_token_that_lacks_the_scope(reader: Any, address: str) -> None:
    answer = reader.post(f"{address}notes/", {"text": "A note"})
    problem(answer, 403, "insufficient_scope")
    assert 'scope="tickets:write"' in answer.headers["WWW-Authenticate"]


def test_for_a_ticket_that_does_not_exist(api: Any) -> None:
    problem(api.get("/api/v1/tickets/SR-26-NOTHERE/"), 404, "no_such_ticket")


def test_for_an_address_that_does_not_exist(nobody: Any) -> None:
    problem(nobody.get("/api/v1/tickets"), 404, "not_found")
    problem(nobody.post("/api/v1/elsewhere/"), 404, "not_found")
    problem(nobody.get("/api/v1/tickets/%0A/"), 404, "not_found")


def test_for_a_method_that_does_not_fit(api: Any, address: str) -> None:
    answer = api.post(address)
    problem(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_for_a_form_of_answer_we_cannot_give(api: Any, address: str) -> None:
    problem(api.get(address, Accept="text/csv"), 406, "not_acceptable")


def test_for_a_step_that_does_not_fit_the_state(api: Any, address: str) -> None:
    problem(api.post(f"{address}reopening/", {"text": "It came back."}), 409, "illegal_step")


def test_for_a_version_that_has_passed(api: Any, address: str, ticket: Ticket) -> None:
    answer = api.post(f"{address}notes/", {"text": "Late"}, **{"If-Match": f'"{ticket.number}.1"'})
    problem(answer, 412, "version_passed")
    assert not LogEntry.objects.filter(ticket=ticket, entry="noted").exists()


def test_for_a_body_in_another_format(api: Any, address: str) -> None:
    headers = api.headers({"Idempotency-Key": "form"})
    answer = api.client.post(f"{address}notes/", {"text": "x"}, headers=headers)
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", "not json", '{"text": NaN}'])
def test_for_a_body_that_cannot_be_read(api: Any, address: str, body: str) -> None:
    problem(api.post(f"{address}notes/", body), 400, "parse_error")


@pytest.mark.parametrize("body", ["[]", '"words"', "7", "[[1]]"])
def test_for_a_body_that_is_no_object(api: Any, address: str, body: str) -> None:
    problem(api.post(f"{address}notes/", body), 422, "invalid")


def test_for_a_body_that_is_too_large(api: Any, address: str, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(api.post(f"{address}notes/", {"text": "x" * 2000}), 413, "bad_request")


def test_for_fields_that_cannot_be_used(api: Any, registration: dict[str, Any]) -> None:
    registration["customer"] = {"name": "Li Na", "email": "nowhere", "zone": "Mars/Base"}
    del registration["kind"]
    document = problem(api.post("/api/v1/tickets/", registration), 422, "invalid")
    found = {error["pointer"]: error["code"] for error in document["errors"]}
    assert found == {"#/customer/email": "invalid", "#/customer/zone": "invalid", "#/kind": "required"}
    assert not Ticket.objects.exists()


def test_for_what_the_rules_refuse_names_the_field(api: Any, address: str) -> None:
    body = {"text": "Done soon.", "completes_at": "2020-01-01T00:00:00Z"}
    document = problem(api.post(f"{address}plan/", body), 422, "plan_needs_future_date")
    assert document["errors"][0]["pointer"] == "#/completes_at"


def test_for_query_parameters_nobody_knows(api: Any) -> None:
    document = problem(api.get("/api/v1/tickets/", {"prioritty": "urgent"}), 400, "invalid_parameter")
    assert [error["parameter"] for error in document["errors"]] == ["prioritty"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cursor", "made-up"),
        ("state", "lost"),
        ("owner", "me"),
        ("missed", "yes"),
        ("received_after", "yesterday"),
        ("updated_after", "0001-01-01T00:00:00+19:02"),
    ],
)
def test_for_values_that_make_no_sense(api: Any, name: str, value: str) -> None:
    document = problem(api.get("/api/v1/tickets/", {name: value}), 400, "invalid_parameter")
    assert document["errors"][0]["parameter"] == name


def test_after_too_many_requests(api: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles.TokenThrottle, "rate", "2/min", raising=False)
    assert [api.get(address).status_code for _ in range(2)] == [200, 200]
    answer = api.get(address)
    problem(answer, 429, "throttled")
    assert int(answer.headers["Retry-After"]) > 0


def test_while_the_cache_is_down_requests_are_served_uncounted(api: Any, address: str, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert api.get(address).status_code == 200


def test_for_a_fault_of_ours_shows_nothing_of_it(
    api: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(TicketView, "get", break_down)
    answer = api.get(address)
    problem(answer, 500, "server_error")
    assert b"secret detail" not in answer.content


def test_in_the_language_of_the_caller(api: Any, ticket: Ticket, address: str, now: Any) -> None:
    resolve_ticket(actor=Actor.user(ticket.owner), ticket_id=ticket.pk, text="Fixed.", now=now)
    english = api.post(f"{address}resolution/", {"text": "Again."})
    assert "Solved, to be confirmed" in problem(english, 409, "illegal_step")["detail"]


def test_a_body_of_brackets_alone(api: Any) -> None:
    headers = api.headers({"Idempotency-Key": "brackets"})
    answer = api.client.post(
        "/api/v1/tickets/", "[" * 50_000, content_type="application/json", headers=headers
    )
    problem(answer, 400, "parse_error")


@pytest.mark.parametrize("place", ["abc", "%00", "1.5", "-1"])
def test_a_cursor_that_points_nowhere(api: Any, address: str, place: str) -> None:
    cursor = base64.b64encode(f"p={place}".encode()).decode()
    problem(api.get("/api/v1/tickets/", {"cursor": cursor}), 400, "invalid_parameter")
    problem(api.get(f"{address}log/", {"cursor": cursor}), 400, "invalid_parameter")


def test_an_address_longer_than_the_database_takes(api: Any, registration: dict[str, Any]) -> None:
    long = f"{'a' * 200}@{'.'.join(['b' * 20] * 4)}.example"
    answer = api.post("/api/v1/tickets/", registration | {"customer": {"name": "Li Na", "email": long}})
    assert problem(answer, 422, "invalid")["errors"][0]["pointer"] == "#/customer/email"
