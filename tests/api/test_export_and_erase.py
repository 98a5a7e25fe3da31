from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Scope
from accounts.services.tokens import issue_token
from core.actors import Actor
from servicedesk.api.models import IdempotentRequest
from tests.api.conftest import BOTH, Caller
from tickets.exporting import faults_of
from tickets.models import Attachment, LogEntry, Ticket
from tickets.services.conversation import customer_writes
from tickets.services.verification import verify_log


@pytest.fixture
def eraser(now: datetime) -> Caller:
    """A system with the right to erase."""
    return Caller(issue_token(name="Privacy", scopes=[*BOTH, Scope.TICKETS_ERASE], now=now)[1])


def test_the_export_is_whole(api: Any, address: str, ticket: Ticket) -> None:
    document = api.get(f"{address}log/export/").json()
    assert (document["format"], document["head"]) == ("service-log/1", ticket.log_head)
    assert list(faults_of(document)) == []


def test_words_are_erased_and_the_log_says_when(eraser: Caller, address: str) -> None:
    answer = eraser.post(f"{address}erasure/", {"numbers": [1], "reason": "The customer asked."})
    assert answer.status_code == 200, answer.content
    first = eraser.get(f"{address}log/").json()["results"][0]
    assert (first["text"], first["text_erased_on"]) == ("", "2026-11-24T04:30:00Z")
    assert list(verify_log(now=timezone.now())) == []


@pytest.mark.parametrize("numbers", [[2], [1, 999], [0], []])
def test_what_has_no_words_cannot_be_erased(
    eraser: Caller, address: str, ticket: Ticket, numbers: list[int]
) -> None:
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = eraser.post(f"{address}erasure/", {"numbers": numbers, "reason": "Asked."})
    assert answer.status_code == 422
    assert LogEntry.objects.filter(ticket=ticket).count() == before


def test_erased_words_do_not_come_back_with_a_repeated_request(
    api: Any, eraser: Caller, address: str, ticket: Ticket
) -> None:
    task = {"department": "technical", "owner": ticket.owner_id, "what": "Call Mrs Li", "note": "It leaks."}
    asked = task | {"due_at": "2026-12-01T09:00:00Z"}
    assert api.post(f"{address}tasks/", asked, key="one").status_code == 201
    assert IdempotentRequest.objects.filter(body__contains="Mrs Li").exists()
    eraser.post(f"{address}erasure/", {"numbers": [1], "reason": "The customer asked."}, key="two")
    assert [row.key for row in IdempotentRequest.objects.all()] == ["two"]


def test_a_file_is_erased_by_its_id_and_the_log_says_when(
    eraser: Caller, address: str, ticket: Ticket, now: datetime
) -> None:
    file = SimpleUploadedFile("my-passport.png", b"\x89PNG\r\n\x1a\n")
    customer = Actor.customer(ticket.customer_id)
    customer_writes(actor=customer, ticket_id=ticket.pk, text="", files=[file], now=now)
    kept = Attachment.objects.get()
    wrong = eraser.post(f"{address}erasure/", {"files": [kept.pk, 999_999], "reason": "Asked."}, key="one")
    assert (wrong.status_code, Attachment.objects.get().name) == (422, "my-passport.png")
    answer = eraser.post(f"{address}erasure/", {"files": [kept.pk], "reason": "Asked."}, key="two")
    assert answer.status_code == 200, answer.content
    (shown,) = [
        file for line in eraser.get(f"{address}log/").json()["results"] for file in line["attachments"]
    ]
    assert (shown["name"], shown["size"], shown["erased_on"]) == ("", 8, "2026-11-24T04:30:00Z")
