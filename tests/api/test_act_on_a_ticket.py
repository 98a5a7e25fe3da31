from typing import Any

import pytest

from accounts.models import Branch, User
from core.actors import Actor
from notifications.models import Message, StaffAlert
from notifications.services.acceptance import log_acceptance, mark_accepted
from tests.endings import SUMMARY_FIELDS
from tickets.models import LogEntry, Ticket

CONTACT = {
    "channel": "call",
    "direction": "out",
    "reached": True,
    "two_way": True,
    "need_confirmed": True,
    "priority_confirmed": True,
    "priority": "important",
    "summary": "Error E4 since this morning.",
}
SIMPLE = [
    ("notes", {"text": "Ask the depot."}, "noted"),
    ("replies", {"text": "We are on it.", "is_progress": True}, "replied"),
    ("initial-fix", {"text": "Switch it off and on."}, "initial_fix_given"),
    ("plan", {"text": "A new board.", "completes_at": "2026-12-01T09:00:00Z"}, "plan_given"),
    ("solution", {"text": "A new board.", "completes_at": "2026-12-01T09:00:00Z"}, "solution_given"),
    ("appointment", {"at": "2026-12-01T09:00:00Z", "text": "At nine, please."}, "appointment_made"),
    ("question", {"text": "Which model is it?"}, "question_asked"),
    ("priority", {"priority": "normal"}, "priority_set"),
    ("complexity", {"complexity": "complex", "reason": "Two departments."}, "complexity_set"),
    ("complexity-request", {"complexity": "complex", "reason": "Two departments."}, "complexity_asked"),
    ("updates", {"by_itself": True}, "updates_set"),
    ("diagnosis", {"nature": "hardware", "department": "technical", "text": "The fan."}, "diagnosed"),
    ("contacts", CONTACT, "contacted"),
    ("resolution", {"text": "The fuse was replaced.", **SUMMARY_FIELDS}, "resolved"),
    ("confirmation", {"score": 4, "comment": "Quick."}, "confirmed"),
]


@pytest.mark.parametrize(("action", "body", "entry"), SIMPLE)
def test_leaves_an_entry_in_the_name_of_the_other_system(
    api: Any, integration: tuple[Actor, str], ticket: Ticket, address: str, action: str, body: Any, entry: str
) -> None:
    answer = api.post(f"{address}{action}/", body)
    assert answer.status_code == 200, answer.content
    row = LogEntry.objects.get(ticket=ticket, entry=entry)
    assert (row.actor_kind, row.actor_id) == ("integration", integration[0].pk)
    assert answer.json()["version"] == Ticket.objects.get(pk=ticket.pk).last_number
    assert answer.headers["ETag"] == f'"{ticket.number}.{answer.json()["version"]}"'


@pytest.mark.parametrize(
    ("action", "name"), [("plan", "completes_at"), ("appointment", "at"), ("tasks", "due_at")]
)
@pytest.mark.parametrize(
    "instant", ["9999-12-31T23:59:59Z", "9999-12-31T00:00:00-23:00", "0001-01-01T00:00:00Z"]
)
def test_an_instant_that_no_zone_can_show_is_refused(
    api: Any, address: str, ticket: Ticket, action: str, name: str, instant: str
) -> None:
    before = ticket.last_number
    task = {"department": "technical", "owner": ticket.owner_id, "what": "Test", "note": "It leaks."}
    answer = api.post(f"{address}{action}/", task | {"text": "A new board.", name: instant})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, f"#/{name}")
    assert Ticket.objects.get(pk=ticket.pk).last_number == before


def test_logging_a_contact_keeps_the_promise_of_contact(api: Any, address: str) -> None:
    data = api.post(f"{address}contacts/", CONTACT).json()
    assert (data["state"], data["priority"], data["is_priority_confirmed"]) == (
        "in_progress",
        "important",
        True,
    )
    contact = next(clock for clock in api.get(f"{address}clocks/").json() if clock["metric"] == "contact")
    assert (contact["state"], contact["is_breached"]) == ("met", False)


def test_naming_another_owner(api: Any, address: str, colleague: User) -> None:
    answer = api.post(f"{address}owner/", {"owner": colleague.pk, "note": "Ring first."})
    assert answer.json()["owner"]["name"] == "Ma Li"
    log = api.get(f"{address}log/").json()["results"]
    assert [line["text"] for line in log if line["entry"] == "owner_named"][-1] == "Ring first."


def test_naming_an_owner_of_another_branch_is_refused(
    api: Any, address: str, ticket: Ticket, other_agent: User
) -> None:
    answer = api.post(f"{address}owner/", {"owner": other_agent.pk})
    assert (answer.status_code, answer.json()["code"]) == (422, "owner_cannot_work")
    assert answer.json()["errors"][0]["pointer"] == "#/owner"
    assert Ticket.objects.get(pk=ticket.pk).owner_id == ticket.owner_id


def test_resolving_objecting_resolving_and_confirming(api: Any, address: str) -> None:
    states = [
        api.post(f"{address}{action}/", body).json()["state"]
        for action, body in [
            ("resolution", {"text": "Replaced.", **SUMMARY_FIELDS}),
            ("objection", {"text": "It still stops."}),
            ("resolution", {"text": "Replaced again.", **SUMMARY_FIELDS}),
            ("reopening", {"text": "He called: it stops."}),
            ("resolution", {"text": "Now it runs.", **SUMMARY_FIELDS}),
            ("confirmation", {}),
        ]
    ]
    assert states == ["resolved", "in_progress", "resolved", "in_progress", "resolved", "closed"]


def test_resolving_without_a_summary_names_what_is_missing(api: Any, address: str) -> None:
    """D2.3c."""
    answer = api.post(f"{address}resolution/", {"text": "Replaced.", **SUMMARY_FIELDS, "prevention": " "})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "summary_needed")
    assert [error["pointer"] for error in problem["errors"]] == ["#/prevention"]
    assert Ticket.objects.get().state == "registered"


def test_who_confirms_first_is_taken_at_his_word_and_the_summary_closes(api: Any, address: str) -> None:
    first = api.post(f"{address}confirmation/", {}).json()
    assert (first["state"], first["awaits_summary"], first["closed_at"]) == ("resolved", True, None)
    closed = api.post(f"{address}summary/", SUMMARY_FIELDS).json()
    assert (closed["state"], closed["awaits_summary"]) == ("closed", False)
    assert closed["confirmed_at"] == first["confirmed_at"]


def test_closing_while_the_customer_has_time_to_answer_is_refused(api: Any, address: str) -> None:
    api.post(f"{address}contacts/", CONTACT)
    api.post(f"{address}resolution/", {"text": "Replaced.", **SUMMARY_FIELDS})
    answer = api.post(f"{address}closing/")
    assert (answer.status_code, answer.json()["code"]) == (409, "timeout_not_reached")
    assert Ticket.objects.get().state == "resolved"


def test_with_the_version_that_was_read_is_carried_out(api: Any, address: str) -> None:
    known = api.get(address).headers["ETag"]
    assert api.post(f"{address}notes/", {"text": "One"}, **{"If-Match": known}).status_code == 200
    assert api.post(f"{address}notes/", {"text": "Two"}, **{"If-Match": known}).status_code == 412
    assert api.post(f"{address}notes/", {"text": "Three"}, **{"If-Match": "*"}).status_code == 200


def test_calls_one_service_and_nothing_of_it_stays_when_that_fails(
    api: Any, address: str, ticket: Ticket
) -> None:
    before = Ticket.objects.values().get(pk=ticket.pk)
    assert api.post(f"{address}notes/", {"text": "   "}).status_code == 422
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_a_later_date_binds_when_the_customers_consent_is_recorded(api: Any, address: str) -> None:
    first, second = "2026-12-01T09:00:00Z", "2026-12-03T09:00:00Z"
    plan = api.post(f"{address}plan/", {"text": "A board.", "completes_at": first}).json()
    assert plan["promised_at"] == first
    later = api.post(f"{address}solution/", {"text": "It comes later.", "completes_at": second}).json()
    assert later["promised_at"] == first
    agreed = {"completes_at": second, "channel": "call", "text": "That is fine."}
    assert api.post(f"{address}date-agreement/", agreed).json()["promised_at"] == second
    again = api.post(f"{address}date-agreement/", agreed)
    assert (again.status_code, again.json()["code"]) == (409, "date_not_offered")


def test_an_appointment_without_the_customers_words_is_refused(
    api: Any, address: str, ticket: Ticket
) -> None:
    answer = api.post(f"{address}appointment/", {"at": "2026-12-01T09:00:00Z"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/text")
    assert Ticket.objects.get(pk=ticket.pk).state == "registered"


@pytest.fixture
def receipt(ticket: Ticket) -> Message:
    """The confirmation of the registration, accepted by the mail server."""
    message: Message = ticket.messages.get(kind="registered")
    mark_accepted(message, accepted_at=ticket.received_at)
    log_acceptance(message_id=message.pk, now=ticket.received_at)
    return message


def test_a_message_that_came_back_is_reported_by_the_number_in_the_log(
    api: Any, address: str, ticket: Ticket, receipt: Message
) -> None:
    log = api.get(f"{address}log/").json()["results"]
    [number] = [row["payload"]["message"] for row in log if row["entry"] == "message_accepted"]
    answer = api.post(f"/api/v1/messages/{number}/bounce/", {"reason": "5.1.1"})
    assert (answer.status_code, answer.json()["number"]) == (200, ticket.number)
    failed = ticket.log.get(entry="message_failed")
    assert (failed.actor_kind, failed.payload["reason"]) == ("integration", "5.1.1")
    assert answer.json()["version"] == Ticket.objects.get(pk=ticket.pk).last_number


def test_a_delay_is_not_taken_for_a_message_that_came_back(
    api: Any, ticket: Ticket, receipt: Message
) -> None:
    before = ticket.log.count()
    answer = api.post(f"/api/v1/messages/{receipt.pk}/bounce/", {"reason": "4.2.2"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_bounce")
    assert ticket.log.count() == before


def test_another_branch_takes_it_over(api: Any, address: str, other_branch: Branch, ticket: Ticket) -> None:
    answer = api.post(f"{address}move/", {"branch": "south", "reason": "It stands in Madrid."})
    assert (answer.status_code, answer.json()["branch"]["code"]) == (200, "south")
    assert Ticket.objects.get(pk=ticket.pk).owner == other_branch.lead
    for wrong in ({"branch": "nowhere", "reason": "Why not."}, {"branch": "north"}):
        assert api.post(f"{address}move/", wrong).status_code == 422


def test_a_note_may_mention_colleagues_who_can_see_it(
    api: Any, address: str, ticket: Ticket, agent: User, other_agent: User
) -> None:
    assert api.post(f"{address}notes/", {"text": "Look.", "mentions": [agent.pk]}).status_code == 200
    assert StaffAlert.objects.get(user=agent, kind="mentioned").ticket == ticket
    before = LogEntry.objects.filter(ticket=ticket).count()
    refused = api.post(f"{address}notes/", {"text": "Look.", "mentions": [other_agent.pk]})
    assert (refused.status_code, refused.json()["code"]) == (422, "mentioned_cannot_see")
    assert f"{other_agent.pk} cannot see this request." in refused.json()["detail"]  # nobody's name
    assert LogEntry.objects.filter(ticket=ticket).count() == before
