"""Two erase the same file at once, on connections of their own: it is erased, and logged, once (A3.3d)."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.actors import Actor
from tests.races import together
from tickets.entries import Entry
from tickets.models import Attachment, LogEntry, Ticket
from tickets.services.conversation import customer_writes
from tickets.services.erasure import erase

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def test_a_file_is_erased_once(ticket: Ticket, manager: User, now: datetime) -> None:
    file = SimpleUploadedFile("passport.png", b"\x89PNG\r\n\x1a\n")
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="", files=[file], now=now
    )
    kept = Attachment.objects.get()

    def attempt() -> None:
        by = Actor.user(manager)
        erase(actor=by, ticket_id=ticket.pk, files=[kept.pk], reason="He asked.", now=now)

    assert together([attempt] * 2) == ["done", "nothing_to_erase"]
    assert LogEntry.objects.filter(entry=Entry.FILES_ERASED).count() == 1
    gone = Attachment.objects.get()
    assert (gone.name, gone.file.name, Path(kept.file.path).exists()) == ("", "", False)
