"""Files of the log, for the one who holds the link."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from core.actors import Actor
from tests.portal.conftest import Address
from tickets.models import Attachment, Ticket
from tickets.services.conversation import send_reply, write_note
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def act(bound: Ticket, agent: User, now: datetime) -> dict[str, Any]:
    page = SimpleUploadedFile("计划.html", b"<script>alert(1)</script>")
    return {"actor": Actor.user(agent), "ticket_id": bound.pk, "now": now, "files": [page]}


def test_a_public_file_is_handed_out_but_never_shown(
    client: Client, address: Address, act: dict[str, Any]
) -> None:
    send_reply(**act, text="See the plan.")
    response = client.get(address("file", Attachment.objects.get().pk))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]  # streams
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store, private"


def test_a_file_of_an_internal_note_is_not_there(
    client: Client, address: Address, act: dict[str, Any]
) -> None:
    write_note(**act, text="For us only.")
    assert client.get(address("file", Attachment.objects.get().pk)).status_code == 404


def test_a_file_of_another_request_is_not_there(
    client: Client, address: Address, request_facts: ServiceRequest, act: dict[str, Any], now: datetime
) -> None:
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    send_reply(**act | {"ticket_id": other.pk}, text="Theirs.")
    assert client.get(address("file", Attachment.objects.get().pk)).status_code == 404
