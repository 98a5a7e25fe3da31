from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from servicedesk.desk.timeline import line_of
from sla.services.sweep import sweep
from tests.desk.conftest import TWO_WAY_CALL, SignIn, Take
from tests.tickets.conftest import sample_payload
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import log_contact
from tickets.services.conversation import customer_writes, write_note
from tickets.services.registration import ServiceRequest, register_ticket

HTMX = {"HX-Request": "true"}


def test_conversation_and_service_log_stand_in_one_timeline(
    desk: Client, page: str, ticket: Ticket, by_agent: Actor, now: datetime
) -> None:
    write_note(actor=by_agent, ticket_id=ticket.pk, text="Fan motor draws too much.", now=now)
    lines = desk.get(page).context["lines"]
    assert [line.entry.number for line in lines] == list(range(1, ticket.last_number + 2))
    assert {"received", "owner_named", "noted"} <= {line.entry.entry for line in lines}


def test_the_conversation_alone_leaves_out_what_the_house_recorded(desk: Client, page: str) -> None:
    lines = desk.get(f"{page}?show=conversation").context["lines"]
    assert [line.entry.entry for line in lines] == ["received"]


def test_every_clock_stands_there_with_its_state_and_its_explanation(
    desk: Client, page: str, ticket: Ticket, by_agent: Actor, now: datetime
) -> None:
    log_contact(actor=by_agent, ticket_id=ticket.pk, contact=TWO_WAY_CALL, now=now)
    answer = desk.get(page)
    shown = {item["promise"].metric: item["promise"].tone for item in answer.context["promises"]}
    assert shown == {"contact": "met", "initial_fix": "running"}
    assert all(item["steps"] for item in answer.context["promises"])
    assert answer.content.decode().count("Why this deadline?") == 2


def test_a_missed_promise_says_so(
    desk: Client, page: str, clock: time_machine.Traveller, now: datetime
) -> None:
    clock.shift(timedelta(hours=2, minutes=22))
    sweep(now=now + timedelta(hours=2, minutes=22))
    text = desk.get(page).content.decode()
    assert "Missed, 22 min late" in text
    assert "Contact</b> missed" in text


def test_words_are_shown_as_words(desk: Client, page: str, ticket: Ticket, now: datetime) -> None:
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="<script>alert(1)</script>", now=now)
    assert b"<script>alert" not in desk.get(page).content
    assert b"&lt;script&gt;alert" in desk.get(page).content


def test_a_tab_of_the_editor_opens_by_its_address(desk: Client, page: str) -> None:
    editor = desk.get(f"{page}?tab=plan").context["editor"]
    assert editor.step.key == "plan"
    assert "completes_at" in editor.form.fields


def test_htmx_gets_the_editor_alone(desk: Client, page: str) -> None:
    answer = desk.get(f"{page}?tab=note", headers=HTMX | {"HX-Target": "editor"})
    assert b"<html" not in answer.content
    assert b'id="editor"' in answer.content
    assert b'id="timeline"' not in answer.content


def test_the_foot_says_which_promise_the_entry_keeps(desk: Client, page: str) -> None:
    answer = desk.get(f"{page}?tab=call")
    assert [promise.metric for promise in answer.context["editor"].keeps] == ["contact"]
    assert "Keeps Contact, due" in answer.content.decode()
    assert not desk.get(f"{page}?tab=note").context["editor"].keeps


def test_a_poll_brings_news_and_never_the_editor(
    desk: Client, page: str, ticket: Ticket, by_agent: Actor, now: datetime
) -> None:
    version = {"v": desk.get(page).context["version"]}
    assert desk.get(page, version, headers=HTMX).status_code == 204
    write_note(actor=by_agent, ticket_id=ticket.pk, text="Seen.", now=now)
    news = desk.get(page, version, headers=HTMX)
    assert news.status_code == 200
    assert b'id="timeline"' in news.content
    assert b'id="editor"' not in news.content


@pytest.mark.parametrize("notes", [0, 60])
def test_the_number_of_queries_does_not_grow_with_the_log(
    desk: Client,
    page: str,
    ticket: Ticket,
    by_agent: Actor,
    now: datetime,
    notes: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(notes):
        write_note(actor=by_agent, ticket_id=ticket.pk, text=f"Note {number}", now=now)
    with django_assert_num_queries(15):
        desk.get(page)


def test_whoever_is_renamed_has_the_new_name_in_every_line(
    desk: Client, page: str, ticket: Ticket, by_agent: Actor, lead: User, now: datetime
) -> None:
    """Lines are kept once they are drawn; what they say follows all the same."""
    write_note(actor=by_agent, ticket_id=ticket.pk, text="Ask @Lin Yue.", mentions=[lead.pk], now=now)
    assert "Chen Jie</b>, internal note for Lin Yue" in desk.get(page).content.decode()
    User.objects.filter(name="Chen Jie").update(name="Chen Jing")
    User.objects.filter(pk=lead.pk).update(name="Lin Yun")
    assert "Chen Jing</b>, internal note for Lin Yun" in desk.get(page).content.decode()


def test_what_is_said_of_today_has_its_date_tomorrow(
    desk: Client, page: str, clock: time_machine.Traveller, now: datetime
) -> None:
    sweep(now=now + timedelta(hours=2, minutes=22))
    missed = "Contact</b> missed, was due {}<"
    clock.shift(timedelta(hours=2, minutes=22))
    assert missed.format("14:20") in desk.get(page).content.decode()
    clock.shift(timedelta(days=1))
    assert missed.format("Tue 24 Nov, 14:20") in desk.get(page).content.decode()


@pytest.mark.parametrize("code", Entry)
def test_every_kind_of_entry_can_be_drawn(code: Entry, ticket: Ticket, now: datetime) -> None:
    """A code without an icon or a shape would break the page of the ticket that has it."""
    entry = LogEntry(
        ticket=ticket,
        number=99,
        entry=code,
        actor_kind="system",
        payload=sample_payload(code),
        happened_at=now,
        recorded_at=now,
    )
    assert line_of(entry).text
    assert line_of(entry).icon


def test_a_file_is_handed_over_so_that_it_cannot_run(
    take: Take, desk: Client, page: str, ticket: Ticket
) -> None:
    evil = SimpleUploadedFile("report.html", b"<html><script>alert(1)</script></html>", "text/html")
    assert take("note", text="See the report.", attachments=evil).status_code == 200
    file = ticket.attachments.get()
    answer = desk.get(f"{page}files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.close()


def test_a_file_of_another_ticket_is_not_there(
    take: Take, desk: Client, ticket: Ticket, request_facts: ServiceRequest, now: datetime
) -> None:
    take("note", text="See.", attachments=SimpleUploadedFile("a.txt", b"plain text"))
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    file = ticket.attachments.get()
    assert desk.get(f"/desk/tickets/{other.number}/files/{file.pk}/").status_code == 404


def test_people_of_the_whole_house_read_the_clock_of_the_default_branch(
    sign_in: SignIn, manager: User, page: str
) -> None:
    assert "Asia/Shanghai" in sign_in(manager).get(page).content.decode()
