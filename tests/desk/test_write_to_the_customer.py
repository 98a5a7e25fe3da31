from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.actors import Actor
from core.moments import to_text
from tests.desk.conftest import Take, codes, last, state_of
from tickets.models import Ticket
from tickets.services.conversation import customer_writes

WRITING = ["reply", "solution", "plan", "question", "note", "resolve"]


def test_a_reply_is_logged_and_on_its_way(take: Take, ticket: Ticket) -> None:
    before = ticket.last_number
    answer = take("reply", text="We test the board now.")
    assert answer.status_code == 200
    assert codes(ticket, before)[:1] == ["replied"]
    assert ticket.messages.filter(kind="reply").exists()
    assert "Reply on its way" in answer.content.decode()


def test_a_reply_may_be_a_progress_update(take: Take, ticket: Ticket) -> None:
    take("reply", text="Still waiting for the part.", is_progress="on")
    assert ticket.log.get(entry="replied").payload["is_progress"] is True


def test_a_first_solution_is_logged_as_one(take: Take, ticket: Ticket) -> None:
    take("solution", text="Change the filter first.")
    assert ticket.log.get(entry="initial_fix_given").words == "Change the filter first."


def test_a_plan_names_its_day_on_the_clock_of_the_branch(take: Take, ticket: Ticket) -> None:
    take("plan", text="Board comes on Friday.", completes_at="2026-11-27T18:00")
    assert ticket.log.get(entry="plan_given").payload["completes_at"] == "2026-11-27T10:00:00Z"


def test_a_plan_for_yesterday_is_refused_at_its_field(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("plan", text="Board came.", completes_at="2026-11-20T18:00")
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors["completes_at"]
    assert state_of(ticket) == before


def test_a_question_waits_for_the_customer(take: Take, ticket: Ticket) -> None:
    take("question", text="When may we come?")
    ticket.refresh_from_db()
    assert ticket.state == "waiting_customer"


def test_an_internal_note_tells_the_customer_nothing(take: Take, ticket: Ticket) -> None:
    before = ticket.messages.count()
    take("note", text="I suspect the inverter board.")
    assert last(ticket).entry == "noted"
    assert not last(ticket).is_public
    assert ticket.messages.count() == before


@pytest.mark.parametrize("step", WRITING)
def test_nothing_written_is_refused_and_changes_nothing(step: str, take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take(step, text="   ", completes_at="2026-11-27T18:00")
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors["text"]
    assert state_of(ticket) == before


def test_what_was_typed_is_kept_when_a_step_is_refused(take: Take, ticket: Ticket) -> None:
    answer = take("plan", text="The board comes on Friday.", completes_at="")
    assert "The board comes on Friday." in answer.content.decode()


def test_a_step_that_no_longer_fits_says_so_in_place(take: Take, ticket: Ticket) -> None:
    take("resolve", text="Board changed.")
    before = state_of(ticket)
    answer = take("solution", text="Too late, but typed.")
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#editor"
    assert 'role="alert"' in answer.content.decode()
    assert state_of(ticket) == before


def test_what_the_customer_wrote_meanwhile_is_read_before_one_sends(
    take: Take, ticket: Ticket, desk: Client, page: str, now: datetime
) -> None:
    seen = desk.get(page).context["ticket"].last_number
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="It works again.", now=now)
    before = state_of(ticket)
    answer = take("reply", text="We are on our way.", seen=seen)
    assert answer.status_code == 409
    assert "We are on our way." in answer.content.decode()
    assert state_of(ticket) == before
    again = take("reply", text="We are on our way.", seen=answer.context["ticket"].last_number)
    assert again.status_code == 200


def test_files_go_with_the_words(take: Take, ticket: Ticket) -> None:
    take(
        "reply",
        text="See the drawing.",
        attachments=[SimpleUploadedFile("a.txt", b"one"), SimpleUploadedFile("b.txt", b"two")],
    )
    assert [file.name for file in ticket.attachments.order_by("pk")] == ["a.txt", "b.txt"]


def test_an_empty_file_is_refused_at_its_field(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("reply", text="See the drawing.", attachments=SimpleUploadedFile("a.txt", b""))
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors["attachments"]
    assert state_of(ticket) == before


def test_without_script_the_page_comes_back_after_a_step(take: Take, page: str, desk: Client) -> None:
    answer = take("note", htmx=False, text="Seen.")
    assert answer.status_code == 302
    assert answer["Location"] == page
    assert "Note added" in desk.get(page).content.decode()


def test_without_script_a_refused_step_shows_the_whole_page(take: Take) -> None:
    answer = take("note", htmx=False, text="")
    assert answer.status_code == 422
    assert b"<html" in answer.content


def test_after_a_step_the_page_is_brought_up_to_date_beside_an_empty_editor(take: Take) -> None:
    content = take("note", text="Only once.").content.decode()
    assert 'id="timeline" hx-swap-oob="true"' in content
    assert content.count("Only once.") == 1


def test_times_are_those_of_the_service(take: Take, ticket: Ticket, now: datetime) -> None:
    take("note", text="Now.")
    assert to_text(last(ticket).happened_at) == to_text(now)
    assert last(ticket).recorded_at - now < timedelta(seconds=1)
