"""`version`: an action on an old view of a ticket is refused with what was recorded since."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from tickets.choices import Department
from tickets.models import LogEntry, Ticket
from tickets.services.conversation import customer_writes, write_note
from tickets.services.facts import complete_facts
from tickets.services.tasks import TaskWish, ask_department, reassign_task


def test_what_matters_is_named_and_nothing_is_done(
    api: Any, address: str, ticket: Ticket, now: datetime
) -> None:
    seen = ticket.last_number
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="It works again.", now=now)
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = api.post(f"{address}replies/?version={seen}", {"text": "We come."})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == "changed_meanwhile"
    assert [(c["number"], c["entry"]) for c in body["changes"]] == [(seen + 1, "customer_wrote")]
    assert LogEntry.objects.filter(ticket=ticket).count() == before
    again = api.post(f"{address}replies/?version={body['version']}", {"text": "We come."})
    assert again.status_code == 200


def test_a_department_is_asked_on_the_view_that_was_read(
    api: Any, address: str, ticket: Ticket, now: datetime
) -> None:
    seen = ticket.last_number
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    customer_writes(actor=author, ticket_id=ticket.pk, text="It works again.", now=now)
    task = {"department": "technical", "owner": ticket.owner_id, "what": "Test", "note": "It leaks."}
    answer = api.post(f"{address}tasks/?version={seen}", task | {"due_at": "2026-12-01T09:00:00Z"})
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert not ticket.tasks.exists()


def test_what_only_the_house_notes_does_not_stop_it(
    api: Any, address: str, ticket: Ticket, now: datetime
) -> None:
    seen = ticket.last_number
    write_note(actor=Actor.user(ticket.owner), ticket_id=ticket.pk, text="For us.", now=now)
    assert api.post(f"{address}replies/?version={seen}", {"text": "We come."}).status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 12])
def test_a_version_that_is_no_log_number_is_refused(
    api: Any, address: str, ticket: Ticket, version: str
) -> None:
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = api.post(f"{address}replies/?version={version}", {"text": "We come."})
    assert (answer.status_code, answer.json()["code"]) == (400, "version_unreadable")
    assert LogEntry.objects.filter(ticket=ticket).count() == before


def test_a_fact_that_somebody_completed_meanwhile_is_not_overwritten(
    api: Any, address: str, ticket: Ticket, now: datetime
) -> None:
    seen = ticket.last_number
    complete_facts(actor=Actor.user(ticket.owner), ticket_id=ticket.pk, serial="KX-1", now=now)
    refused = api.post(f"{address}facts/?version={seen}", {"serial": "KX-2"})
    assert [change["entry"] for change in refused.json()["changes"]] == ["facts_completed"]
    ticket.refresh_from_db()
    assert ticket.serial == "KX-1"
    assert api.post(f"{address}facts/?version={seen}", {"location": "3 Riverside Road"}).status_code == 200


def test_a_task_that_somebody_handed_on_meanwhile_is_not_finished(
    api: Any, address: str, ticket: Ticket, lead: User, now: datetime
) -> None:
    wish = TaskWish(Department.TECHNICAL, ticket.owner_id, "Test", "It leaks.", now + timedelta(days=9000))
    by = Actor.user(ticket.owner)
    task = ask_department(actor=by, ticket_id=ticket.pk, wish=wish, now=now)
    seen = Ticket.objects.get(pk=ticket.pk).last_number
    place = {"ticket_id": ticket.pk, "number": task.number}
    reassign_task(actor=by, **place, owner_id=lead.pk, note="He knows it.", now=now)
    refused = api.post(f"{address}tasks/1/result/?version={seen}", {"result": "Done"})
    assert [change["entry"] for change in refused.json()["changes"]] == ["task_reassigned"]
    task.refresh_from_db()
    assert task.is_open
