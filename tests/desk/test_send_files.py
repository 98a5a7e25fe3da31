"""Files: what they are and how large, looked at before they are kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.desk.conftest import Take, state_of
from tickets.models import Attachment, Ticket
from tickets.services import attachments

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_request_that_is_too_large_is_refused_before_it_is_read(
    desk: Client, page: str, ticket: Ticket, settings: Settings
) -> None:
    settings.UPLOAD_MAX_TOTAL_BYTES = 1024
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    before = state_of(ticket)

    def send(**headers: str) -> Any:
        file = SimpleUploadedFile("a.bin", b"x" * 4096)
        return desk.post(f"{page}steps/note/", {"text": "See.", "attachments": file}, headers=headers)

    answer = send()
    assert answer.status_code == 413
    assert "send fewer at a time" in answer.content.decode()
    toast = send(**{"HX-Request": "true"})
    assert toast.status_code == 413
    assert b"<html" not in toast.content
    assert state_of(ticket) == before


def test_all_files_together_have_a_limit_said_at_their_field(
    take: Take, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES_TOGETHER", 100)
    before = state_of(ticket)
    two = [SimpleUploadedFile(f"{name}.bin", b"x" * 60) for name in "ab"]
    answer = take("note", text="See.", attachments=two)
    assert answer.status_code == 422
    assert answer.context["editor"].form.errors["attachments"]
    assert (state_of(ticket), Attachment.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("photo.html", PNG, "image/png"),
        ("photo.png", b"<!DOCTYPE html><html><script>alert(1)</script></html>", None),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', None),
    ],
)
def test_what_a_file_is_says_its_content(
    name: str, content: bytes, kind: str | None, take: Take, desk: Client, page: str, ticket: Ticket
) -> None:
    take("note", text="See.", attachments=SimpleUploadedFile(name, content, "image/png"))
    file = ticket.attachments.get()
    answer = desk.get(f"{page}files/{file.pk}/")
    if kind:
        assert answer["Content-Type"] == kind
    else:
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(
    ("name", "kept"), [("a\u202egnp.exe", "agnp.exe"), ("..\\..\\boot.ini", "boot.ini"), ("\u200b", "file")]
)
def test_a_name_cannot_disguise_a_file(name: str, kept: str) -> None:
    assert attachments.name_of(SimpleUploadedFile(name, b"x")) == kept


def test_what_is_stored_bears_no_name_of_a_strangers(take: Take, ticket: Ticket) -> None:
    take("note", text="See.", attachments=SimpleUploadedFile("evil.php", b"<?php ?>"))
    assert "evil" not in str(ticket.attachments.get().file.name)
