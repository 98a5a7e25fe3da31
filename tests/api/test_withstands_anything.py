"""Whatever fits the schema, and whatever does not, gets an answer that the schema describes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.models import Scope
from accounts.services.tokens import issue_token
from servicedesk.api import throttles
from servicedesk.wsgi import application
from tests.api.conftest import Caller
from tickets.models import Ticket

schemathesis = pytest.importorskip("schemathesis", reason="a tool of the gate, not of the suite")
EXAMPLES = 15
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_operation(ticket: Ticket, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for throttle in (throttles.TokenThrottle, throttles.TrialThrottle):
        monkeypatch.setattr(throttle, "rate", "1000000/min", raising=False)
    api = Caller(issue_token(name="Everything", scopes=Scope.values, now=now)[1])
    schemathesis.checks.load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for result in schema.get_all_operations():
        checked(result.ok(), api, ticket)()


def checked(operation: Any, api: Any, ticket: Ticket) -> Callable[[], None]:
    """A run of made-up requests to one operation, half of them to a ticket that exists."""

    checks = schemathesis.checks.CHECKS.get_by_names(CHECKS)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if "number" in case.path_parameters and len(case.path_parameters["number"]) % 2:
            case.path_parameters["number"] = ticket.number
        if case.path_parameters.get("record_id", 1) % 2 == 0:
            case.path_parameters["record_id"] = ticket.branch_id
        case.call_and_validate(checks=checks, headers={"Authorization": f"Bearer {api.secret}"})

    run_: Callable[[], None] = run
    return run_
