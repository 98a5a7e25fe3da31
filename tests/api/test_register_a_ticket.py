from typing import Any

from accounts.models import Branch
from tickets.models import BranchRule, LogEntry, Ticket

TICKETS = "/api/v1/tickets/"


def test_answers_with_the_ticket_and_the_customers_link(
    api: Any, agent: Any, registration: dict[str, Any]
) -> None:
    answer = api.post(TICKETS, registration)
    data = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/tickets/{data['number']}/"
    assert data["owner"] == {"id": agent.pk, "name": "Chen Jie"}
    assert (data["priority"], data["complexity"], data["state"]) == ("important", "general", "registered")
    assert (data["channel"], data["branch"]["code"]) == ("api", "north")
    assert data["next_due_metric"] == "contact"
    token = data["tracking_url"].rstrip("/").rpartition("/")[2]
    assert api.client.get(f"/track/{token}/").status_code == 200


def test_leaves_the_log_entry_of_the_customer(api: Any, registration: dict[str, Any]) -> None:
    number = api.post(TICKETS, registration).json()["number"]
    entry = LogEntry.objects.get(ticket__number=number, entry="received")
    assert entry.payload["channel"] == "api"
    assert entry.words == registration["problem"]


def test_by_a_token_of_a_branch_goes_to_that_branch(elsewhere: Any, registration: dict[str, Any]) -> None:
    assert elsewhere.post(TICKETS, registration).json()["branch"]["code"] == "south"


def test_for_a_named_branch(api: Any, other_branch: Branch, registration: dict[str, Any]) -> None:
    assert api.post(TICKETS, registration | {"branch": "south"}).json()["branch"]["code"] == "south"


def test_by_the_address_it_came_to(api: Any, other_branch: Branch, registration: dict[str, Any]) -> None:
    BranchRule.objects.create(position=1, address="service@south.example", branch=other_branch)
    named = registration | {"came_to": "service@south.example"}
    assert api.post(TICKETS, named).json()["branch"]["code"] == "south"


def test_for_a_branch_the_token_does_not_serve_is_refused(
    elsewhere: Any, branch: Branch, registration: dict[str, Any]
) -> None:
    for code in ("north", "nowhere"):
        answer = elsewhere.post(TICKETS, registration | {"branch": code})
        assert (answer.status_code, answer.json()["code"]) == (422, "no_such_branch")
    assert not Ticket.objects.exists()


def test_without_any_way_to_reach_the_customer_is_refused(api: Any, registration: dict[str, Any]) -> None:
    answer = api.post(TICKETS, registration | {"customer": {"name": "Li Na"}})
    assert answer.json()["errors"][0]["pointer"] == "#/customer"
    assert not Ticket.objects.exists()


def test_from_earlier_needs_a_reason(api: Any, registration: dict[str, Any]) -> None:
    earlier = registration | {"received_at": "2026-11-24T02:00:00Z"}
    assert api.post(TICKETS, earlier).json()["code"] == "backdating_reason_needed"
    answer = api.post(TICKETS, earlier | {"backdating_reason": "The shop was offline."})
    assert answer.json()["received_at"] == "2026-11-24T02:00:00Z"


def test_may_be_read_back_by_its_location(api: Any, registration: dict[str, Any]) -> None:
    answer = api.post(TICKETS, registration)
    read = api.get(answer.headers["Location"])
    assert read.headers["ETag"] == answer.headers["ETag"]
    only_once = {"tracking_url", "likely_duplicates"}
    assert read.json() == {name: value for name, value in answer.json().items() if name not in only_once}


def test_tells_of_what_may_be_the_same_matter(api: Any, registration: dict[str, Any]) -> None:
    first = api.post(TICKETS, registration).json()
    second = api.post(TICKETS, registration).json()
    assert (first["likely_duplicates"], second["likely_duplicates"]) == ([], [first["number"]])
    others = api.get(f"{TICKETS}{second['number']}/duplicates/").json()
    assert [other["number"] for other in others] == [first["number"]]


def test_who_may_only_write_learns_nothing_of_other_requests(
    api: Any, writer: Any, registration: dict[str, Any]
) -> None:
    api.post(TICKETS, registration)
    assert writer.post(TICKETS, registration).json()["likely_duplicates"] == []
