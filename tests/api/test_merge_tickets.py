from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import Actor
from tickets.models import LogEntry, Ticket
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def other(ticket: Ticket, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


def test_merging_and_separating_again(api: Any, address: str, other: Ticket) -> None:
    merged = api.post(f"{address}merge/", {"into": other.number})
    assert merged.status_code == 200, merged.content
    assert (merged.json()["state"], merged.json()["merged_into"]) == ("closed", other.number)
    again = api.post(f"{address}merge/undo/").json()
    assert (again["state"], again["merged_into"]) == ("registered", None)


@pytest.mark.parametrize("into", ["SR-0000-00000", "\0", ""])
def test_a_number_that_leads_nowhere_is_named_as_the_fault(
    api: Any, address: str, ticket: Ticket, into: str
) -> None:
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = api.post(f"{address}merge/", {"into": into})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/into"
    assert LogEntry.objects.filter(ticket=ticket).count() == before


def test_merging_into_itself_is_a_conflict_with_a_code(api: Any, address: str, ticket: Ticket) -> None:
    answer = api.post(f"{address}merge/", {"into": ticket.number})
    assert (answer.status_code, answer.json()["code"]) == (409, "merged_with_itself")


def test_a_list_of_merged_tickets_costs_no_query_more(
    api: Any, address: str, other: Ticket, django_assert_num_queries: Any
) -> None:

    with CaptureQueriesContext(connection) as plain:
        api.get("/api/v1/tickets/")
    queries = len(plain)
    api.post(f"{address}merge/", {"into": other.number})
    with django_assert_num_queries(queries):
        api.get("/api/v1/tickets/")
