"""What is said, and what it changes (C1.3, D2.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.tickets.conftest import CALL, codes, count, last, waits_until
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.timeline import timeline
from tickets.services.attachments import FileEmpty, FileTooLarge, TooManyFiles
from tickets.services.contacts import log_contact
from tickets.services.conversation import (
    NothingWritten,
    PlanNeedsFutureDate,
    ask_customer,
    customer_writes,
    give_initial_fix,
    send_plan,
    send_reply,
    write_note,
)
from tickets.services.waiting import end_waits, next_wait_end
from tickets.states import IllegalStep

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


def test_the_first_reply_starts_the_work(ticket: Ticket, act: dict[str, Any]) -> None:
    before = ticket.last_number
    send_reply(**act, text="We are looking into it.")
    assert codes(ticket, before) == [Entry.REPLIED, Entry.STATE_CHANGED]
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_a_note_is_for_staff_only(ticket: Ticket, act: dict[str, Any]) -> None:
    write_note(**act, text="Bearing is free, so I suspect the board.")
    assert last(ticket).entry == Entry.NOTED
    ticket.refresh_from_db()
    assert ticket.state == State.REGISTERED
    assert all(entry.entry != Entry.NOTED for entry in timeline(ticket, audience="customer"))
    assert any(entry.entry == Entry.NOTED for entry in timeline(ticket, audience="staff"))


@pytest.mark.parametrize("service", [send_reply, give_initial_fix, ask_customer, write_note])
def test_an_empty_message_is_refused_and_changes_nothing(
    ticket: Ticket, act: dict[str, Any], service: Callable[..., Ticket]
) -> None:
    before = count(ticket)
    with pytest.raises(NothingWritten):
        service(**act, text="   ")
    ticket.refresh_from_db()
    assert (count(ticket), ticket.state) == (before, State.REGISTERED)


def test_a_plan_needs_a_date_that_lies_ahead(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    """A2.2b."""
    with pytest.raises(PlanNeedsFutureDate):
        send_plan(**act, text="Replace the board", completes_at=later(hours=-1))
    send_plan(**act, text="Replace the board", completes_at=later(days=3))
    assert ticket.log.get(entry=Entry.PLAN_GIVEN).payload["completes_at"] == "2026-11-27T04:20:00Z"


def test_a_question_waits_for_the_customer_whose_word_ends_the_wait(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, later: Callable[..., datetime]
) -> None:
    ask_customer(**act, text="When may we come?")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_since) == (State.WAITING_CUSTOMER, act["now"])
    customer_writes(actor=by_customer, ticket_id=ticket.pk, text="Any time.", now=later(hours=1))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_since) == (State.IN_PROGRESS, None)
    assert last(ticket).payload == {
        "was": "waiting_customer",
        "now_is": "in_progress",
        "cause": "customer_wrote",
    }


def test_a_call_that_reaches_the_customer_ends_the_wait_too(ticket: Ticket, act: dict[str, Any]) -> None:
    """Semantics, section 3: the next word on any channel."""
    ask_customer(**act, text="When may we come?")
    log_contact(**act, contact=CALL)
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_a_wait_ends_by_itself_when_it_has_lasted_too_long(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    ask_customer(**act, text="When may we come?")
    assert end_waits(now=later(days=30)) == 0
    waits_until(ticket, later(days=5))
    assert next_wait_end() == later(days=5)
    assert end_waits(now=later(days=4, hours=23)) == 0
    assert end_waits(now=later(days=5)) == 1
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS
    assert (last(ticket).payload["cause"], ticket.waiting_until) == ("wait_ended", None)


def test_a_word_of_the_customer_forgets_when_the_wait_would_have_ended(
    ticket: Ticket, act: dict[str, Any], by_customer: Actor, later: Callable[..., datetime]
) -> None:
    ask_customer(**act, text="When may we come?")
    waits_until(ticket, later(days=5))
    customer_writes(actor=by_customer, ticket_id=ticket.pk, text="Any time.", now=later(hours=1))
    ticket.refresh_from_db()
    assert ticket.waiting_until is None
    assert end_waits(now=later(days=5)) == 0


def test_asking_again_keeps_the_end_of_the_wait(
    ticket: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    ask_customer(**act, text="When may we come?")
    waits_until(ticket, later(days=5))
    ask_customer(**act | {"now": later(hours=1)}, text="And which floor?")
    ticket.refresh_from_db()
    assert (ticket.waiting_since, ticket.waiting_until) == (later(hours=1), later(days=5))


def test_a_stranger_cannot_write_and_nothing_changes(
    ticket: Ticket, stranger: Customer, now: datetime
) -> None:
    before = count(ticket)
    with pytest.raises(NotAllowed):
        customer_writes(actor=Actor.customer(stranger.pk), ticket_id=ticket.pk, text="Hello", now=now)
    assert count(ticket) == before


def test_an_agent_of_another_branch_cannot_reply(ticket: Ticket, other_agent: User, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        send_reply(actor=Actor.user(other_agent), ticket_id=ticket.pk, text="Hello", now=now)


def test_after_resolving_no_first_solution_can_be_given(ticket: Ticket, act: dict[str, Any]) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=State.RESOLVED)
    with pytest.raises(IllegalStep):
        give_initial_fix(**act, text="Restart it")


def test_a_file_is_known_by_its_content_and_kept_with_its_entry(
    ticket: Ticket, by_customer: Actor, now: datetime
) -> None:
    photo = SimpleUploadedFile("../../etc/label.exe", PNG, content_type="text/html")
    customer_writes(actor=by_customer, ticket_id=ticket.pk, text="The label", files=[photo], now=now)
    [attachment] = last(ticket).attachments.all()
    assert (attachment.name, attachment.content_type, attachment.size) == ("label.exe", "image/png", len(PNG))
    with attachment.file.open() as stored:
        assert stored.read() == PNG


def test_files_alone_are_a_word_too(ticket: Ticket, by_customer: Actor, now: datetime) -> None:
    photo = SimpleUploadedFile("label.png", PNG)
    customer_writes(actor=by_customer, ticket_id=ticket.pk, files=[photo], now=now)
    assert last(ticket).entry == Entry.FILES_ADDED


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ([SimpleUploadedFile("a.png", b"")], FileEmpty),
        ([SimpleUploadedFile("a.png", b"x")] * 11, TooManyFiles),
    ],
)
def test_files_that_cannot_be_taken_change_nothing(
    ticket: Ticket, by_customer: Actor, now: datetime, files: list[SimpleUploadedFile], error: type[Exception]
) -> None:
    before = count(ticket)
    with pytest.raises(error):
        customer_writes(actor=by_customer, ticket_id=ticket.pk, text="Here", files=files, now=now)
    assert count(ticket) == before


def test_a_file_over_the_limit_is_refused(ticket: Ticket, by_customer: Actor, now: datetime) -> None:
    large = SimpleUploadedFile("film.mp4", b"x")
    large.size = 21 * 1024 * 1024
    with pytest.raises(FileTooLarge, match=r"film\.mp4"):
        customer_writes(actor=by_customer, ticket_id=ticket.pk, text="Here", files=[large], now=now)
