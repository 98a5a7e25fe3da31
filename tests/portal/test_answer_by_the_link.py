"""What a customer can do from the tracking page: write, send files, confirm, refuse, rate."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from tests.endings import resolve_ticket
from tests.portal.conftest import Address, entries
from tickets.models import Attachment, LogEntry, Ticket
from tickets.services.conversation import ask_customer


@pytest.fixture
def act(bound: Ticket, agent: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(agent), "ticket_id": bound.pk, "now": now}


@pytest.fixture
def solved(bound: Ticket, act: dict[str, Any]) -> Ticket:
    resolve_ticket(**act, text="Board replaced.")
    return bound


@pytest.fixture
def closed(client: Client, solved: Ticket, address: Address) -> Ticket:
    client.post(address("solved"), {"solved": "yes"})
    return solved


def state_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return str(ticket.state)


def last(ticket: Ticket) -> LogEntry:
    return LogEntry.objects.filter(ticket=ticket).latest("number")


def test_writing_adds_the_customers_words_to_the_log(client: Client, bound: Ticket, address: Address) -> None:
    response = client.post(address("write"), {"text": "Come any time from 08:00."})
    assert response["Location"] == f"{address('track')}#story"
    entry = last(bound)
    assert (entry.entry, entry.words) == ("customer_wrote", "Come any time from 08:00.")
    assert (entry.actor_kind, entry.actor_id) == ("customer", bound.customer_id)


def test_writing_ends_the_wait_for_an_answer(
    client: Client, bound: Ticket, address: Address, act: dict[str, Any]
) -> None:
    ask_customer(**act, text="When may we come?")
    client.post(address("write"), {"text": "Tomorrow."})
    assert state_of(bound) == "in_progress"


def test_files_can_be_sent_alone(client: Client, bound: Ticket, address: Address) -> None:
    client.post(address("write"), {"attachments": [SimpleUploadedFile("label.txt", b"E4")]})
    assert "files_added" in entries(bound)
    assert Attachment.objects.get().name == "label.txt"


def test_nothing_at_all_is_refused_in_place(client: Client, bound: Ticket, address: Address) -> None:
    before = entries(bound)
    response = client.post(address("write"), {"text": "  "})
    assert response.status_code == 422
    assert "Write something, or choose a file" in response.content.decode()
    assert entries(bound) == before


def test_yes_closes_the_request_and_keeps_the_rating(
    client: Client, solved: Ticket, address: Address
) -> None:
    client.post(address("solved"), {"solved": "yes", "score": "4", "comment": "Quick."})
    assert state_of(solved) == "closed"
    assert solved.rating == 4
    assert entries(solved)[-3:] != []
    assert {"confirmed", "rated", "closed"} <= set(entries(solved))


def test_yes_needs_no_rating(client: Client, solved: Ticket, address: Address) -> None:
    client.post(address("solved"), {"solved": "yes"})
    assert state_of(solved) == "closed"
    assert solved.rating is None


def test_no_opens_the_request_again(client: Client, solved: Ticket, address: Address) -> None:
    client.post(address("solved"), {"solved": "no", "wrong": "Still E4."})
    assert state_of(solved) == "in_progress"
    assert "reopened" in entries(solved)


def test_no_without_a_word_is_asked_for_one(client: Client, solved: Ticket, address: Address) -> None:
    response = client.post(address("solved"), {"solved": "no"})
    assert response.status_code == 422
    assert "Say what is still wrong" in response.content.decode()
    assert state_of(solved) == "resolved"


@pytest.mark.parametrize("answer", [{}, {"solved": "perhaps"}, {"solved": "yes", "score": "6"}])
def test_no_clear_answer_changes_nothing(
    client: Client, solved: Ticket, address: Address, answer: dict[str, str]
) -> None:
    before = entries(solved)
    assert client.post(address("solved"), answer).status_code == 422
    assert entries(solved) == before


def test_yes_twice_says_that_it_is_closed_already(client: Client, closed: Ticket, address: Address) -> None:
    before = entries(closed)
    assert client.post(address("solved"), {"solved": "yes"}).status_code == 409
    assert entries(closed) == before


def test_a_closed_request_can_be_rated_once_it_is_closed(
    client: Client, closed: Ticket, address: Address
) -> None:
    assert "Tell us how it went" in client.get(address("track")).content.decode()
    client.post(address("rate"), {"score": "2", "comment": "Slow."})
    closed.refresh_from_db()
    assert closed.rating == 2
    assert "Tell us how it went" not in client.get(address("track")).content.decode()


def test_a_rating_without_a_number_is_asked_for_one(client: Client, closed: Ticket, address: Address) -> None:
    response = client.post(address("rate"), {"comment": "Slow."})
    assert response.status_code == 422
    assert "Slow." in response.content.decode()
    closed.refresh_from_db()
    assert closed.rating is None


def test_a_closed_request_can_be_opened_again(client: Client, closed: Ticket, address: Address) -> None:
    client.post(address("solved"), {"solved": "no", "wrong": "It is back."})
    assert state_of(closed) == "in_progress"


@pytest.mark.parametrize("name", ["write", "solved", "rate"])
def test_a_look_at_an_address_for_answers_does_nothing(
    client: Client, bound: Ticket, address: Address, name: str
) -> None:
    before = entries(bound)
    assert client.get(address(name)).status_code == 405
    assert entries(bound) == before


@pytest.mark.parametrize("name", ["write", "solved", "rate"])
def test_a_forged_link_may_do_nothing(client: Client, bound: Ticket, name: str) -> None:
    before = entries(bound)
    forged = reverse(f"portal:{name}", args=["WzEsMV0:forged"])
    assert client.post(forged, {"text": "x", "solved": "yes", "score": "1"}).status_code == 404
    assert entries(bound) == before


@pytest.mark.parametrize("name", ["write", "solved", "rate"])
def test_other_sites_cannot_answer_in_the_customers_name(bound: Ticket, address: Address, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    before = entries(bound)
    assert strict.post(address(name), {"text": "x", "solved": "yes", "score": "1"}).status_code == 403
    assert entries(bound) == before


def test_a_comment_without_stars_is_kept(client: Client, solved: Ticket, address: Address) -> None:
    client.post(address("solved"), {"solved": "yes", "comment": "Quick and friendly"})
    assert solved.log.get(entry="confirmed").words == "Quick and friendly"
    assert not solved.log.filter(entry="rated").exists()


def test_yes_before_anything_was_reported_counts_at_once_and_the_summary_is_still_to_come(
    client: Client, bound: Ticket, address: Address
) -> None:
    """D2.3c."""
    client.post(address("solved"), {"solved": "yes"})
    page = client.get(address("track")).content.decode()
    assert (state_of(bound), bound.confirmed_at is None) == ("resolved", False)
    assert "You confirmed that it is solved." in page
    assert "still writes the closing summary" in page
    assert "Is it solved?" not in page
    assert "Tell us how it went" in page


def test_cause_solution_and_prevention_are_shown(client: Client, solved: Ticket, address: Address) -> None:
    for _look in ("solved", "closed"):
        page = client.get(address("track")).content.decode()
        assert "<dt>Cause</dt><dd>A worn part.</dd>" in page
        assert "<dt>Prevention</dt><dd>It is looked at every year.</dd>" in page
        client.post(address("solved"), {"solved": "yes"})


def test_a_request_that_is_not_needed_any_more_is_withdrawn(
    client: Client, bound: Ticket, address: Address
) -> None:
    client.post(address("withdraw"), {"reason": "It works again."})
    assert state_of(bound) == "closed"
    entry = LogEntry.objects.get(ticket=bound, entry="closed")
    assert (entry.payload["cause"], entry.words) == ("withdrawn", "It works again.")
    assert "Not needed any more?" not in client.get(address("track")).content.decode()
