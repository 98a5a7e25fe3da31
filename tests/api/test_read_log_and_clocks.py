from datetime import datetime, timedelta
from typing import Any

from notifications.sink import accept_at_once
from tickets.models import LogEntry, Ticket


def test_the_log_has_every_entry_in_order_with_its_words(api: Any, ticket: Ticket, address: str) -> None:
    api.post(f"{address}notes/", {"text": "Ask the depot."})
    rows = api.get(f"{address}log/").json()["results"]
    assert [row["number"] for row in rows] == list(range(1, Ticket.objects.get().last_number + 1))
    assert (rows[0]["entry"], rows[0]["actor"]["kind"]) == ("received", "customer")
    assert rows[0]["text"].startswith("Heating stops")
    note = next(row for row in rows if row["entry"] == "noted")
    assert (note["text"], note["is_public"]) == ("Ask the depot.", False)


def test_the_log_comes_in_pages_and_after_what_is_known(api: Any, ticket: Ticket, address: str) -> None:
    total = LogEntry.objects.filter(ticket=ticket).count()
    page = api.get(f"{address}log/", {"limit": 2})
    found = [row["number"] for row in page.json()["results"]]
    while page.json()["next"]:
        page = api.get(page.json()["next"])
        found += [row["number"] for row in page.json()["results"]]
    assert found == list(range(1, total + 1))
    newer = api.get(f"{address}log/", {"after": total - 1}).json()["results"]
    assert [row["number"] for row in newer] == [total]


def test_the_log_costs_the_same_number_of_queries_for_any_length(
    api: Any, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        api.post(f"{address}notes/", {"text": f"Note {number}"})
    # the token, the note of its use, the ticket, the entries with their words, their files
    with django_assert_max_num_queries(5):
        assert len(api.get(f"{address}log/").json()["results"]) > 6


def test_clocks_say_what_is_promised_until_when(api: Any, address: str, now: datetime) -> None:
    clocks = api.get(f"{address}clocks/").json()
    contact = clocks[0]
    assert (contact["metric"], contact["clause"], contact["state"]) == ("contact", "A2.1", "running")
    assert contact["due_at"] == (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (contact["agreed"], contact["left_seconds"]) == (7200, 6600)
    assert {clock["metric"] for clock in clocks} == {"contact", "initial_fix"}


def test_a_paused_clock_says_since_when_and_what_is_left(api: Any, address: str, now: datetime) -> None:
    with accept_at_once():  # the wait begins when the question has left
        api.post(f"{address}question/", {"text": "Which model is it?"})
    fix = next(clock for clock in api.get(f"{address}clocks/").json() if clock["metric"] == "initial_fix")
    assert (fix["state"], fix["due_at"], fix["left_seconds"]) == ("paused", None, 86400 - 600)
    assert fix["pauses"] == [
        {"from_at": (now + timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ"), "to_at": None}
    ]


def test_an_explanation_leads_from_the_start_to_the_deadline(api: Any, address: str) -> None:
    clock = api.get(f"{address}clocks/").json()[0]
    steps = api.get(f"/api/v1/clocks/{clock['id']}/explanation/").json()
    assert [step["kind"] for step in steps] == ["rule", "start", "open", "due"]
    assert steps[1]["at"] == clock["started_at"]
    assert steps[2]["total"] == steps[1]["seconds"] == clock["agreed"]
    assert steps[-1]["at"] == clock["due_at"]
    assert all(step["label"] for step in steps)


def test_an_explanation_of_another_branchs_clock_does_not_exist(
    elsewhere: Any, api: Any, address: str
) -> None:
    clock = api.get(f"{address}clocks/").json()[0]
    answer = elsewhere.get(f"/api/v1/clocks/{clock['id']}/explanation/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
