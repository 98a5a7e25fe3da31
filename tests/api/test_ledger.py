"""Another system reads the ledger of breaches, excuses, and decides what was contested (B4.1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Scope, User
from accounts.services.tokens import issue_token
from core.actors import Actor
from notifications.sink import accept_at_once
from sla.models import Breach
from sla.selectors.sweeps import last_sweep_at
from sla.services.sweep import sweep
from sla.services.verification import verify_tickets
from tests.api.conftest import Caller
from tests.insights.story import CONTACT
from tests.races import together
from tickets.models import LogEntry, Ticket
from tickets.services.complaining import complain
from tickets.services.contacts import log_contact
from tickets.services.registration import ServiceRequest, register_ticket

LEDGER = "/api/v1/breaches/"
READS = [Scope.TICKETS_READ, Scope.LEDGER_READ]
DECIDES = [*READS, Scope.LEDGER_DECIDE]
EXCUSE = {"reason": "The telephone network was down.", "evidence": "Notice no. 12"}
Make = Callable[..., Caller]


@pytest.fixture
def token(branch: Branch, now: datetime) -> Make:
    return lambda scopes, **more: Caller(issue_token(name="BI", scopes=scopes, now=now, **more)[1])


@pytest.fixture
def books(token: Make) -> Caller:
    """May read the ledger and decide about it."""
    return token(DECIDES)


@pytest.fixture
def breach(ticket: Ticket, now: datetime, travelled: time_machine.Traveller) -> Breach:
    """`contact` was due after two hours; an hour later nobody has called."""
    travelled.move_to(now + timedelta(hours=3))
    sweep(now=now + timedelta(hours=3))
    return Breach.objects.get(ticket=ticket)


@pytest.fixture
def contested(breach: Breach, agent: User, now: datetime) -> Breach:
    """He says that he had called in time."""
    log_contact(
        actor=Actor.user(agent),
        ticket_id=breach.ticket_id,
        contact=CONTACT,
        happened_at=now + timedelta(hours=1),
        reason="noted on paper",
        now=now + timedelta(hours=3),
    )
    breach.refresh_from_db()
    return breach


def address(breach: Breach, step: str = "") -> str:
    return f"{LEDGER}{breach.number}/" + (f"{step}/" if step else "")


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_the_list_says_what_was_missed_by_whom_and_when(books: Caller, breach: Breach, agent: User) -> None:
    (row,) = books.get(LEDGER).json()["results"]
    assert (row["number"], row["ticket"], row["branch"]) == (breach.number, breach.ticket.number, "north")
    assert (row["metric"], row["clause"], row["title"]) == ("contact", "A2.1", "Contact within 2 hours")
    assert (row["responsible"], row["grade"]) == ({"id": agent.pk, "name": agent.name}, "minor")
    assert (row["allowed_seconds"], row["late_seconds"], row["decision"]) == (7200, None, "")
    assert row["evidence"] == breach.evidence


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"branch": "north", "metric": "contact", "due_after": "2026-11-24T00:00:00Z"}, 1),
        ({"branch": "south"}, 0),
        ({"metric": "response"}, 0),
        ({"responsible": "999999"}, 0),
        ({"ticket": "SR-26-NOTHERE"}, 0),
        ({"due_before": "2026-11-24T00:00:00Z"}, 0),
        ({"state": "excused"}, 0),
        ({"state": "contested"}, 0),
    ],
)
def test_the_list_narrows(books: Caller, breach: Breach, query: dict[str, str], found: int) -> None:
    assert len(numbers(books.get(LEDGER, query))) == found


def test_the_list_narrows_to_a_person_and_to_a_ticket(books: Caller, breach: Breach, agent: User) -> None:
    for query in ({"responsible": agent.pk}, {"ticket": breach.ticket.number.lower()}):
        assert numbers(books.get(LEDGER, query)) == [breach.number]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "all"),
        ("state", "lost"),
        ("metric", "speed"),
        ("responsible", "me"),
        ("due_after", "noon"),
        ("shoe", "7"),
    ],
)
def test_a_filter_nobody_knows_is_refused(books: Caller, breach: Breach, name: str, value: str) -> None:
    answer = books.get(LEDGER, {name: value})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    assert answer.json()["errors"][0]["parameter"] == name


def test_the_list_costs_the_same_for_any_number_of_breaches(
    books: Caller, breach: Breach, request_facts: ServiceRequest, now: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert books.get(LEDGER).status_code == 200
        return len(queries)

    cost()
    before = cost()
    for minute in range(5):
        register_ticket(
            actor=Actor.system("portal"), request=request_facts, now=now + timedelta(minutes=minute)
        )
    sweep(now=now + timedelta(hours=3))
    assert Breach.objects.count() == 6
    # the token, its use, the page; nothing for each row
    assert cost() == before <= 3


def test_one_breach_shows_its_proof_in_words(books: Caller, breach: Breach) -> None:
    read = books.get(address(breach)).json()
    assert [entry["number"] for entry in read["proof"]] == breach.evidence
    assert all(entry["sentence"] for entry in read["proof"])


def test_an_excuse_stands_beside_the_breach_with_who_and_why(books: Caller, breach: Breach) -> None:
    answer = books.post(address(breach, "excuse"), EXCUSE)
    said = answer.json()["proof"][-1]
    assert answer.status_code == 200
    assert answer.json()["excused_at"]
    assert (said["entry"], said["actor"]["kind"]) == ("breach_excused", "integration")
    assert said["text"] == "The telephone network was down.\nNotice no. 12"
    assert said["sentence"].startswith("BI excused")
    assert numbers(books.get(LEDGER, {"state": "excused"})) == [breach.number]


def test_what_another_system_excused_names_nobody_of_the_staff_and_follows_from_the_log(
    books: Caller, contested: Breach, client: Any, manager: User
) -> None:
    books.post(address(contested, "excuse"), EXCUSE)
    books.post(address(contested, "decision"), {"decision": "late", "reason": "No such call."})
    contested.refresh_from_db()
    assert (contested.excused_by, contested.decided_by, contested.decision) == (None, None, "late")
    assert verify_tickets(list(Ticket.objects.all()), swept_at=last_sweep_at()) == []
    client.force_login(manager)
    page = client.get(f"/insights/ledger/{contested.number}/").content.decode()
    assert page.count("BI,") == 2


def test_a_contested_breach_is_decided_once(books: Caller, contested: Breach) -> None:
    given = {"decision": "in_time", "reason": "The call is on the provider's list."}
    assert numbers(books.get(LEDGER, {"state": "contested"})) == [contested.number]
    answer = books.post(address(contested, "decision"), given)
    assert (answer.status_code, answer.json()["decision"]) == (200, "in_time")
    before = LogEntry.objects.count()
    again = books.post(address(contested, "decision"), given | {"decision": "late"})
    assert (again.status_code, again.json()["code"]) == (409, "not_contested")
    assert LogEntry.objects.count() == before


def test_a_repeated_excuse_is_one_and_a_second_one_is_refused(books: Caller, breach: Breach) -> None:
    first = books.post(address(breach, "excuse"), EXCUSE, key="once")
    repeated = books.post(address(breach, "excuse"), EXCUSE, key="once")
    assert (repeated.status_code, repeated.json()) == (200, first.json())
    second = books.post(address(breach, "excuse"), {"reason": "A storm."})
    assert (second.status_code, second.json()["code"]) == (409, "already_excused")
    assert LogEntry.objects.filter(entry="breach_excused").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("step", "body", "code", "pointers"),
    [
        ("excuse", {}, "invalid", ["#/reason"]),
        ("excuse", {"reason": " "}, "invalid", ["#/reason"]),
        ("excuse", {"reason": "x" * 2001, "evidence": "x" * 501}, "invalid", ["#/reason", "#/evidence"]),
        ("decision", {"decision": "perhaps", "reason": "So."}, "invalid", ["#/decision"]),
        ("decision", {"decision": "late"}, "invalid", ["#/reason"]),
    ],
)
def test_what_cannot_be_used_says_where_and_changes_nothing(
    books: Caller,
    contested: Breach,
    language: str,
    step: str,
    body: dict[str, str],
    code: str,
    pointers: list[str],
) -> None:
    before = LogEntry.objects.count()
    answer = books.post(address(contested, step), body, **{"Accept-Language": language})
    document = answer.json()
    assert (answer.status_code, document["code"]) == (422, code)
    assert [error["pointer"] for error in document["errors"]] == pointers
    assert ("Some fields" in document["detail"]) == (language == "en")
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_was_not_contested_is_not_decided(books: Caller, breach: Breach, language: str) -> None:
    before = LogEntry.objects.count()
    given = {"decision": "late", "reason": "It was."}
    answer = books.post(address(breach, "decision"), given, **{"Accept-Language": language})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_contested")
    assert ("not contested" in answer.json()["detail"]) == (language == "en")
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize(
    ("scopes", "of", "reads", "decides"),
    [
        (DECIDES, "", 200, 200),
        (DECIDES, "south", 404, 404),
        (READS, "", 200, 403),
        ([Scope.LEDGER_READ], "", 403, 403),
        ([Scope.LEDGER_DECIDE, Scope.TICKETS_READ], "", 403, 403),
        ([Scope.TICKETS_READ, Scope.TICKETS_WRITE], "", 403, 403),
    ],
)
def test_a_token_does_what_it_was_given_and_no_more(
    token: Make,
    breach: Breach,
    other_branch: Branch,
    scopes: list[Scope],
    of: str,
    reads: int,
    decides: int,
) -> None:
    caller = token(scopes, branch=other_branch if of else None)
    before = LogEntry.objects.count()
    assert caller.get(address(breach)).status_code == reads
    assert caller.post(address(breach, "excuse"), EXCUSE).status_code == decides
    assert (LogEntry.objects.count() > before) == (decides == 200)
    listed = caller.get(LEDGER)
    assert listed.status_code == (200 if reads in {200, 404} else 403)
    if reads == 404:
        assert numbers(listed) == []


def test_the_right_to_the_ledger_gives_no_other(token: Make, breach: Breach) -> None:
    """Nor is what a lead may do done by a token that may read what a lead reads."""
    before = LogEntry.objects.count()
    ticket = f"/api/v1/tickets/{breach.ticket.number}/"
    for step, body in (("dismissal", {"text": "No."}), ("notes", {"text": "No."})):
        assert token(DECIDES).post(f"{ticket}{step}/", body).status_code == 403
    assert LogEntry.objects.count() == before


def test_what_was_missed_of_a_complaint_is_in_no_ledger_of_another_system(
    books: Caller, ticket: Ticket, manager: User, now: datetime
) -> None:
    with accept_at_once():
        complaint = complain(
            actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="Nobody calls.", now=now
        )
    sweep(now=now + timedelta(days=3))
    of_it = list(Breach.objects.filter(ticket=complaint))
    assert of_it
    for missed in of_it:
        assert missed.number not in numbers(books.get(LEDGER))
        assert books.get(address(missed)).status_code == 404
        assert books.post(address(missed, "excuse"), EXCUSE).status_code == 404


@pytest.mark.parametrize("number", ["2026-0", "1999-0001", "nonsense", f"2026-{10**22}"])
def test_what_is_not_in_the_ledger_is_not_found(books: Caller, breach: Breach, number: str) -> None:
    answer = books.get(f"{LEDGER}{number}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_firings_of_a_ticket_say_what_happened_when(
    api: Caller, breach: Breach, ticket: Ticket, now: datetime
) -> None:
    path = f"/api/v1/tickets/{ticket.number}/firings/"
    with CaptureQueriesContext(connection) as queries:
        rows = api.get(path).json()
    assert len(queries) <= 4
    due = next(row for row in rows if row["kind"] == "due")
    assert (due["metric"], due["clause"], due["clock_id"]) == ("contact", "A2.1", breach.clock_id)
    assert due["at"] == (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert rows[0]["kind"] == "warning"


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_of_two_who_excuse_at_once_one_does(books: Caller, token: Make, breach: Breach) -> None:
    answers: list[int] = []

    def excuse(caller: Caller) -> Callable[[], None]:
        return lambda: answers.append(caller.post(address(breach, "excuse"), EXCUSE).status_code)

    together([excuse(books), excuse(token(DECIDES))])
    assert sorted(answers) == [200, 409]
    assert LogEntry.objects.filter(entry="breach_excused").count() == 1
