from typing import Any

import pytest
from django.urls import reverse
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from accounts.models import Scope
from servicedesk.api.urls import ACTIONS
from tickets.models import Ticket

JSON = "application/vnd.oai.openapi+json"


@pytest.fixture
def schema(nobody: Any, db: None) -> dict[str, Any]:
    answer: dict[str, Any] = nobody.get(reverse("api:schema"), Accept=JSON).json()
    return answer


def test_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)  # type: ignore[no-untyped-call]  # ships no types


def test_names_every_action_with_its_body_key_and_problems(schema: dict[str, Any]) -> None:
    for name in ACTIONS:
        operation = schema["paths"][f"/api/v1/tickets/{{number}}/{name}/"]["post"]
        parameters = {
            parameter["name"]: parameter.get("required", False) for parameter in operation["parameters"]
        }
        assert parameters == {"number": True, "Idempotency-Key": True, "If-Match": False, "version": False}
        assert operation["requestBody"]["content"].keys() == {"application/json"}
        assert operation["responses"].keys() >= {"200", "400", "401", "403", "404", "409", "412", "422"}
        assert operation["responses"]["409"]["content"].keys() == {"application/problem+json"}
        assert operation["description"]
    identifiers = [op["operationId"] for path in schema["paths"].values() for op in path.values()]
    assert len(set(identifiers)) == len(identifiers)


def test_says_which_scopes_each_operation_needs(schema: dict[str, Any]) -> None:
    said = {
        operation["operationId"]: operation["description"].rpartition("\n\nScopes: ")[2]
        for path in schema["paths"].values()
        for operation in path.values()
    }
    known = {f"`{scope}`" for scope in Scope.values}
    assert all(set(scopes.split(", ")) <= known for scopes in said.values())
    assert said["read_breaches"] == "`tickets:read`, `ledger:read`"
    assert said["post_house-person"] == "`house:read`, `house:write`"


def test_lists_every_filter(schema: dict[str, Any]) -> None:
    parameters = {parameter["name"] for parameter in schema["paths"]["/api/v1/tickets/"]["get"]["parameters"]}
    assert parameters >= {
        *("state", "priority", "owner", "branch", "missed", "at_risk", "customer", "cursor", "limit"),
        *("received_after", "received_before", "updated_after"),
    }


def test_gives_no_warnings(capsys: pytest.CaptureFixture[str], schema: dict[str, Any]) -> None:
    captured = capsys.readouterr()
    assert "Warning" not in captured.err
    assert "Error" not in captured.err


def test_describes_what_is_really_answered(
    api: Any, schema: dict[str, Any], ticket: Ticket, address: str, registration: dict[str, Any]
) -> None:
    clock = api.get(f"{address}clocks/").json()[0]
    answers = {
        "/api/v1/tickets/": api.get("/api/v1/tickets/"),
        "/api/v1/tickets/{number}/": api.get(address),
        "/api/v1/tickets/{number}/log/": api.get(f"{address}log/"),
        "/api/v1/tickets/{number}/clocks/": api.get(f"{address}clocks/"),
        "/api/v1/clocks/{clock_id}/explanation/": api.get(f"/api/v1/clocks/{clock['id']}/explanation/"),
    }
    for path, answer in answers.items():
        check(schema, schema["paths"][path]["get"], answer)
    check(schema, schema["paths"]["/api/v1/tickets/"]["post"], api.post("/api/v1/tickets/", registration))
    check(schema, schema["paths"]["/api/v1/tickets/"]["post"], api.post("/api/v1/tickets/", {}))


def check(schema: dict[str, Any], operation: dict[str, Any], answer: Any) -> None:
    """The answer's body is what its operation says for that status."""
    media = answer.headers["Content-Type"].partition(";")[0]
    expected = operation["responses"][str(answer.status_code)]["content"][media]["schema"]
    checker = Draft202012Validator(
        expected | {"components": schema["components"]}, format_checker=FormatChecker()
    )
    assert not [error.message for error in checker.iter_errors(answer.json())]
