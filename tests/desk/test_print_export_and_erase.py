"""The service log on paper, as a document that can be checked, and without words that had to go (A3.3d)."""

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn, state_of
from tickets.entries import Entry
from tickets.exporting import faults_of
from tickets.models import Attachment, LogEntry, Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.conversation import customer_writes, write_note
from tickets.services.erasure import remove_erased_bytes
from tickets.services.verification import verify_log
from tickets.tracking import token_for

KEY = settings.LOG_CHAIN_KEY.encode()


@pytest.fixture
def story(ticket: Ticket, by_agent: Actor, colleague: User, now: datetime) -> Ticket:
    """Words of the customer and of ours, and another owner."""
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="My door code is 4711.", now=now)
    write_note(actor=by_agent, ticket_id=ticket.pk, text="Only for us.", now=now)
    assign_ticket(actor=by_agent, ticket_id=ticket.pk, owner_id=colleague.pk, now=now)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def exported(desk: Client, page: str, story: Ticket) -> dict[str, Any]:
    document: dict[str, Any] = desk.get(f"{page}log/export/").json()
    return document


@pytest.fixture
def management(sign_in: SignIn, manager: User) -> Client:
    return sign_in(manager)


def number_of(ticket: Ticket, words: str) -> int:
    return LogEntry.objects.get(ticket=ticket, text__words=words).number


def test_the_print_ends_with_the_chains_last_hash_and_says_what_was_before(
    desk: Client, page: str, story: Ticket
) -> None:
    text = desk.get(f"{page}log/").content.decode()
    assert story.log_head in text
    assert "before: Chen Jie; after: Ma Li" in text
    assert "My door code is 4711." in text


def test_the_customers_print_leaves_out_what_is_ours(client: Client, story: Ticket) -> None:
    text = client.get(f"/track/{token_for(story)}/print/").content.decode()
    assert "My door code is 4711." in text
    assert "Only for us." not in text
    assert story.log_head not in text


def test_the_export_can_be_checked_without_us(exported: dict[str, Any], story: Ticket) -> None:
    assert (exported["head"], exported["entries"]) == (story.log_head, story.last_number)
    assert list(faults_of(exported)) == []
    assert list(faults_of(exported, key=KEY)) == []


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda log: log.pop(1), "missing"),
        (lambda log: log.pop(), "ends elsewhere"),
        (lambda log: log[3]["text"].update(words="Never said."), "text was changed"),
        (lambda log: log[0].update(happened_at="2026-01-01T00:00:00Z"), "it was changed"),
        (lambda log: log[2].update(previous="0" * 64), "does not follow"),
    ],
)
def test_what_was_changed_in_an_export_is_found(spoil: Any, what: str, exported: dict[str, Any]) -> None:
    spoil(exported["log"])
    assert any(what in fault for fault in faults_of(exported, key=KEY))


def test_the_command_checks_a_file(exported: dict[str, Any], tmp_path: Path) -> None:
    path, said = tmp_path / "log.json", StringIO()
    path.write_text(json.dumps(exported), encoding="utf-8")
    call_command("verify_log", export=str(path), stdout=said)
    assert "No difference" in said.getvalue()
    exported["log"][0]["digest"] = "0" * 64
    path.write_text(json.dumps(exported), encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("verify_log", export=str(path), stdout=said)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("verify_log", export=str(path), stdout=said)


def test_management_erases_in_two_steps_and_the_chain_stays_whole(
    management: Client, page: str, story: Ticket, client: Client
) -> None:
    number = number_of(story, "My door code is 4711.")
    given = {"numbers": [number], "reason": "The customer asked."}
    before = state_of(story)
    asked = management.post(f"{page}log/erase/", given)
    assert "This will be gone for good" in asked.content.decode()
    assert state_of(story) == before
    assert management.post(f"{page}log/erase/", given | {"confirmed": "1"}).status_code == 302
    story.refresh_from_db()
    assert list(verify_log(now=timezone.now())) == []
    for address in (page, f"{page}log/"):
        text = management.get(address).content.decode()
        assert "4711" not in text
        assert "Words erased on" in text
    document = management.get(f"{page}log/export/").json()
    line = document["log"][number - 1]
    assert (line["text"]["words"], line["text"]["erased_on"]) == ("", "2026-11-24T04:20:00Z")
    assert list(faults_of(document, key=KEY)) == []
    customer = client.get(f"/track/{token_for(story)}/").content.decode()
    assert "4711" not in customer
    assert "Words erased on" in customer
    assert "The customer asked." not in customer


def test_all_of_one_person_are_chosen_by_the_address(management: Client, page: str, story: Ticket) -> None:
    form = management.get(f"{page}log/erase/?of=customer-{story.customer_id}").context["form"]
    assert form.initial["numbers"] == [1, number_of(story, "My door code is 4711.")]


@pytest.mark.parametrize(
    "given", [{}, {"numbers": [4]}, {"reason": "Asked."}, {"numbers": [2], "reason": "x"}]
)
def test_without_choice_or_reason_nothing_is_erased(
    given: dict[str, Any], management: Client, page: str, story: Ticket
) -> None:
    before = state_of(story)
    assert management.post(f"{page}log/erase/", given | {"confirmed": "1"}).status_code == 422
    assert (state_of(story), number_of(story, "My door code is 4711.")) == (before, 4)


def test_nobody_else_erases(sign_in: SignIn, lead: User, page: str, story: Ticket) -> None:
    before = state_of(story)
    given = {"numbers": [4], "reason": "No.", "confirmed": "1"}
    assert sign_in(lead).post(f"{page}log/erase/", given).status_code == 403
    assert (state_of(story), number_of(story, "My door code is 4711.")) == (before, 4)


@pytest.fixture
def photo(story: Ticket, now: datetime) -> Attachment:
    """What the customer sent along."""
    file = SimpleUploadedFile("my-passport.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    author = Actor.customer(story.customer_id, story.customer.name)
    customer_writes(actor=author, ticket_id=story.pk, text="", files=[file], now=now)
    return Attachment.objects.get()


@pytest.fixture
def erase_photo(
    management: Client, page: str, photo: Attachment, django_capture_on_commit_callbacks: Any
) -> Callable[..., Any]:
    def post(**given: Any) -> Any:
        given = {"attachments": [photo.pk], "reason": "The customer asked.", "confirmed": "1"} | given
        with django_capture_on_commit_callbacks(execute=True):
            return management.post(f"{page}log/erase/", given)

    return post


def test_a_file_goes_with_name_and_bytes_and_its_row_says_when_and_by_whom(
    erase_photo: Callable[..., Any], photo: Attachment, story: Ticket, manager: User, now: datetime
) -> None:
    place, before = Path(photo.file.path), state_of(story)
    asked = erase_photo(confirmed="").content.decode()
    assert "my-passport.png" in asked
    assert (place.exists(), state_of(story)) == (True, before)
    assert erase_photo().status_code == 302
    gone = Attachment.objects.select_related("erased_in").get()
    assert (place.exists(), gone.name, gone.file.name, gone.size) == (False, "", "", photo.size)
    assert gone.erased_at == now
    assert gone.erased_in
    assert (gone.erased_in.actor_id, gone.erased_in.entry) == (manager.pk, Entry.FILES_ERASED)
    assert not gone.erased_in.is_public
    assert list(verify_log(now=timezone.now())) == []


def test_nobody_is_handed_an_erased_file_and_everybody_reads_that_it_is_gone(
    erase_photo: Callable[..., Any],
    photo: Attachment,
    management: Client,
    client: Client,
    page: str,
    story: Ticket,
) -> None:
    tracking = f"/track/{token_for(story)}/"
    erase_photo()
    for answer in (
        management.get(f"{page}files/{photo.pk}/"),
        client.get(f"{tracking}files/{photo.pk}/"),
    ):
        assert answer.status_code == 410
        assert "was erased for good on" in answer.content.decode()
    for address in (page, f"{page}log/", tracking, f"{tracking}print/"):
        shown = (client if address.startswith("/track") else management).get(address).content.decode()
        assert "File erased on" in shown
        assert "passport" not in shown
    document = management.get(f"{page}log/export/").json()
    (file,) = [file for line in document["log"] for file in line["files"]]
    assert (file["name"], file["erased_on"]) == ("", "2026-11-24T04:20:00Z")
    assert list(faults_of(document, key=KEY)) == []


def test_words_and_files_of_one_person_are_chosen_together(
    management: Client, page: str, story: Ticket, photo: Attachment
) -> None:
    form = management.get(f"{page}log/erase/?of=customer-{story.customer_id}").context["form"]
    assert form.initial["attachments"] == [photo.pk]
    assert len(form.initial["numbers"]) == 2


def test_what_is_erased_already_or_not_of_this_ticket_is_refused(
    erase_photo: Callable[..., Any], photo: Attachment, story: Ticket
) -> None:
    erase_photo()
    before = state_of(story)
    for wrong in (photo.pk, 999_999):
        assert erase_photo(attachments=[wrong], numbers=[4]).status_code == 422
    assert (state_of(story), number_of(story, "My door code is 4711.")) == (before, 4)


def test_bytes_that_the_disk_did_not_give_up_go_with_the_next_look(
    erase_photo: Callable[..., Any], photo: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("the disk is away")

    place = Path(photo.file.path)
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", fail)
        assert erase_photo().status_code == 302
    assert place.exists()
    assert (remove_erased_bytes(), remove_erased_bytes(), place.exists()) == (1, 0, False)
