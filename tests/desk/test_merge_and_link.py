"""Merging, linking and watching from the desk."""

from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn, codes, state_of
from tickets.models import Ticket, TicketLink, Watcher
from tickets.services.conversation import customer_writes, send_reply
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for


@pytest.fixture
def other(ticket: Ticket, request_facts: ServiceRequest, now: datetime) -> Ticket:
    """Another request of the same customer."""
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


def test_the_other_request_is_found_by_number_and_the_preview_says_what_happens(
    desk: Client, page: str, ticket: Ticket, other: Ticket
) -> None:
    found = desk.get(f"{page}merge/", {"q": other.number[-5:]}).content.decode()
    assert f"?into={other.number}" in found
    before = (state_of(ticket), state_of(other))
    preview = desk.get(f"{page}merge/", {"into": other.number}).content.decode()
    assert f"The matter is followed under {other.number}" in preview
    assert "Chen Jie stays responsible." in preview
    assert "A lead can undo it until" in preview
    assert (state_of(ticket), state_of(other)) == before


def test_it_is_merged_shows_the_words_and_is_undone_by_a_lead(
    desk: Client, page: str, ticket: Ticket, other: Ticket, sign_in: SignIn, lead: User, now: datetime
) -> None:
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="Room two.", now=now)
    answer = desk.post(f"{page}merge/", {"into": other.number})
    assert answer["Location"] == f"/desk/tickets/{other.number}/"
    survivor = desk.get(answer["Location"]).content.decode()
    assert "Room two." in survivor
    assert f"of {ticket.number}" in survivor
    assert "Undo the merge" not in desk.get(page).content.decode()
    browser = sign_in(lead)
    assert "Undo the merge" in browser.get(page).content.decode()
    assert browser.post(f"{page}merge/undo/")["Location"] == page
    ticket.refresh_from_db()
    assert (ticket.state, ticket.merged_into_id) == ("registered", None)
    assert "Room two." not in desk.get(f"/desk/tickets/{other.number}/").content.decode()


def test_the_files_of_a_merged_request_are_handed_out_by_the_survivor(
    desk: Client, page: str, ticket: Ticket, other: Ticket, now: datetime
) -> None:
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    drawing = SimpleUploadedFile("drawing.txt", b"plain text")
    customer_writes(actor=author, ticket_id=ticket.pk, files=[drawing], now=now)
    file = f"/desk/tickets/{other.number}/files/{ticket.attachments.get().pk}/"
    assert desk.get(file).status_code == 404
    desk.post(f"{page}merge/", {"into": other.number})
    answer = desk.get(file)
    assert answer.status_code == 200
    answer.close()


def test_the_log_of_the_survivor_is_its_own(desk: Client, page: str, ticket: Ticket, other: Ticket) -> None:
    desk.post(f"{page}merge/", {"into": other.number})
    log = desk.get(f"/desk/tickets/{other.number}/?show=log").context["lines"]
    other.refresh_from_db()
    assert [line.entry.number for line in log] == list(range(1, other.last_number + 1))


def test_the_customer_finds_what_he_wrote_under_the_number_that_remains(
    client: Client, desk: Client, page: str, ticket: Ticket, other: Ticket, now: datetime
) -> None:
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="Room two.", now=now)
    desk.post(f"{page}merge/", {"into": other.number})
    other.refresh_from_db()
    assert "Room two." in client.get(f"/track/{token_for(other)}/").content.decode()


def test_an_agent_does_not_undo_and_nothing_is_changed(
    desk: Client, page: str, ticket: Ticket, other: Ticket
) -> None:
    desk.post(f"{page}merge/", {"into": other.number})
    before = state_of(ticket)
    assert desk.post(f"{page}merge/undo/").status_code == 403
    assert state_of(ticket) == before


def test_after_a_day_the_button_is_gone(
    desk: Client,
    page: str,
    other: Ticket,
    sign_in: SignIn,
    lead: User,
    clock: time_machine.Traveller,
) -> None:
    desk.post(f"{page}merge/", {"into": other.number})
    clock.shift(24 * 3600 + 1)
    assert "Undo the merge" not in sign_in(lead).get(page).content.decode()


@pytest.mark.parametrize("into", ["", "SR-00-NOTHING", "own"])
def test_what_cannot_be_merged_is_said_and_changes_nothing(
    into: str, desk: Client, page: str, ticket: Ticket
) -> None:
    before = state_of(ticket)
    answer = desk.post(f"{page}merge/", {"into": ticket.number if into == "own" else into})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert state_of(ticket) == before


def test_a_merge_on_an_old_view_is_refused(
    desk: Client, page: str, ticket: Ticket, other: Ticket, colleague: User, now: datetime
) -> None:
    seen = ticket.last_number
    send_reply(actor=Actor.user(colleague), ticket_id=ticket.pk, text="We come.", now=now)
    before = state_of(ticket)
    assert desk.post(f"{page}merge/", {"into": other.number, "seen": seen}).status_code == 409
    assert state_of(ticket) == before


def test_a_link_is_made_shown_on_both_and_removed(
    desk: Client, page: str, ticket: Ticket, other: Ticket
) -> None:
    desk.post(f"{page}related/link/", {"kind": "blocks", "number": other.number})
    assert "Blocks" in desk.get(page).content.decode()
    assert "Blocked by" in desk.get(f"/desk/tickets/{other.number}/").content.decode()
    desk.post(f"{page}related/unlink/", {"link": TicketLink.objects.get().pk})
    assert not TicketLink.objects.exists()
    assert codes(ticket)[-2:] == ["linked", "unlinked"]


@pytest.mark.parametrize("number", ["", "SR-00-NOTHING", "own"])
def test_a_link_that_leads_nowhere_is_refused_with_what_was_typed(
    number: str, desk: Client, page: str, ticket: Ticket
) -> None:
    before = state_of(ticket)
    given = ticket.number if number == "own" else number
    answer = desk.post(f"{page}related/link/", {"kind": "caused_by", "number": given})
    assert answer.status_code in (409, 422)
    assert f'value="{given}"' in answer.content.decode() or not given
    assert state_of(ticket) == before


def test_one_watches_oneself_and_stops_again(desk: Client, page: str, ticket: Ticket, agent: User) -> None:
    desk.post(f"{page}related/watch/", {"user": agent.pk})
    assert Watcher.objects.get().user == agent
    assert "Watched by Chen Jie" in " ".join(desk.get(page).content.decode().split())
    desk.post(f"{page}related/unwatch/", {"user": agent.pk})
    assert not Watcher.objects.exists()


def test_who_may_not_see_it_cannot_be_chosen(
    desk: Client, page: str, ticket: Ticket, other_agent: User
) -> None:
    before = state_of(ticket)
    assert desk.post(f"{page}related/watch/", {"user": other_agent.pk}).status_code == 422
    assert (state_of(ticket), Watcher.objects.count()) == (before, 0)


def test_nobody_knows_a_fifth_step(desk: Client, page: str) -> None:
    assert desk.post(f"{page}related/unheard-of/").status_code == 404
