"""The service log: append-only, numbered, chained, anchored (A3.3d; semantics, section 7)."""

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from core.actors import Actor
from tests.tickets.conftest import last
from tickets.entries import Entry
from tickets.models import LogEntry, LogText, Ticket
from tickets.services.anchor import anchor_log, known_roots
from tickets.services.conversation import write_note
from tickets.services.erasure import erase_text
from tickets.services.verification import verify_log

GUARDS = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_no_truncate%'"


@pytest.fixture
def logged(ticket: Ticket, act: dict[str, Any]) -> Ticket:
    """A ticket with notes in its log."""
    for words in ("first", "second", "third"):
        write_note(**act, text=words)
    ticket.refresh_from_db()
    return ticket


def findings() -> list[str]:
    return [f"{found.entry}: {found.what}" for found in verify_log(now=timezone.now())]


def tamper(sql: str, *values: int) -> None:
    """Change rows as somebody with the database's password would: triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET session_replication_role = origin")


def test_entries_are_numbered_without_gaps(logged: Ticket) -> None:
    numbers = list(logged.log.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, logged.last_number + 1))
    assert findings() == []


@pytest.mark.parametrize(
    "change", ["UPDATE tickets_logentry SET number = 99", "DELETE FROM tickets_logentry"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(logged: Ticket, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert findings() == []


@pytest.mark.parametrize("table", ["tickets_logentry", "tickets_logtext"])
def test_the_database_refuses_to_truncate_the_log(logged: Ticket, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{GUARDS} AND tgrelid = '{table}'::regclass")
        [trigger] = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would forbid the next line
        cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{trigger}"')
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            "UPDATE tickets_logentry SET happened_at = happened_at - interval '1 hour' WHERE id = %s",
            "changed",
        ),
        ("UPDATE tickets_logentry SET payload = '{}' WHERE id = %s", "changed"),
        ("UPDATE tickets_logentry SET actor_id = 999 WHERE id = %s", "changed"),
        ("UPDATE tickets_logtext SET words = 'never said' WHERE entry_id = %s", "text was changed"),
    ],
)
def test_a_change_behind_our_back_is_found(logged: Ticket, change: str, what: str) -> None:
    tamper(change, last(logged).pk)
    assert any(what in finding for finding in findings())


def test_an_entry_taken_out_of_the_middle_is_found(logged: Ticket) -> None:
    middle = logged.log.get(number=logged.last_number - 1)
    tamper("DELETE FROM tickets_logtext WHERE entry_id = %s", middle.pk)
    tamper("DELETE FROM tickets_logentry WHERE id = %s", middle.pk)
    assert any("missing" in finding for finding in findings())


def test_a_tail_cut_off_together_with_the_head_is_found_by_the_root(
    logged: Ticket, later: Callable[..., datetime]
) -> None:
    anchor_log(now=later(hours=1))
    newest, before = logged.log.order_by("-number")[:2]
    tamper("DELETE FROM tickets_logtext WHERE entry_id = %s", newest.pk)
    tamper("DELETE FROM tickets_logentry WHERE id = %s", newest.pk)
    Ticket.objects.filter(pk=logged.pk).update(last_number=before.number, log_head=before.digest)
    assert any("root" in finding for finding in findings())


def test_whoever_lacks_the_key_cannot_write_a_chain_that_holds(logged: Ticket, settings: Settings) -> None:
    settings.LOG_CHAIN_KEY = "another key"
    assert any("changed" in finding for finding in findings())


def test_a_root_is_written_outside_the_database_and_stays_true(
    logged: Ticket, act: dict[str, Any], later: Callable[..., datetime], settings: Settings
) -> None:
    root = anchor_log(now=later(hours=1))
    assert (root.tickets, root.entries) == (1, logged.last_number)
    assert json.loads((settings.LOG_ROOT_DIR / "roots.jsonl").read_text()) == vars_of(root)
    write_note(**act | {"now": later(hours=2)}, text="after the root")
    anchor_log(now=later(hours=3))
    assert len(known_roots()) == 2
    assert findings() == []


def vars_of(root: Any) -> dict[str, Any]:
    return {name: getattr(root, name) for name in ("at", "tickets", "entries", "root")}


def test_erasing_a_persons_words_leaves_the_chain_whole(logged: Ticket, manager: User, now: datetime) -> None:
    number = last(logged).number
    erase_text(
        actor=Actor.user(manager), ticket_id=logged.pk, numbers=[number], reason="Asked for it.", now=now
    )
    erased = logged.log.get(number=number)
    assert (erased.words, erased.erased_at) == ("", now)
    assert (last(logged).entry, last(logged).payload["entries"]) == (Entry.TEXT_ERASED, [number])
    assert last(logged).words == "Asked for it."
    assert findings() == []


def test_erasing_the_request_erases_the_title_made_of_it(
    ticket: Ticket, manager: User, now: datetime
) -> None:
    erase_text(actor=Actor.user(manager), ticket_id=ticket.pk, numbers=[1], reason="Asked for it.", now=now)
    ticket.refresh_from_db()
    assert ticket.title == ticket.number


def test_words_cannot_be_changed_in_any_other_way(logged: Ticket) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        LogText.objects.update(words="never said")
    assert last(logged).words == "third"


def test_recorded_at_never_goes_back(
    logged: Ticket, act: dict[str, Any], later: Callable[..., datetime]
) -> None:
    write_note(**act | {"now": later(minutes=5)}, text="later")
    write_note(**act | {"now": later(minutes=1)}, text="a slower clock")
    times = list(logged.log.order_by("number").values_list("recorded_at", flat=True))
    assert times == sorted(times)


def test_the_command_names_each_difference_and_fails(logged: Ticket) -> None:
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "No difference" in out.getvalue()
    tamper("UPDATE tickets_logentry SET is_public = true WHERE id = %s", last(logged).pk)
    with pytest.raises(SystemExit):
        call_command("verify_log", stdout=out)
    assert f"{logged.number} no. {last(logged).number}: it was changed" in out.getvalue()


def test_personal_words_are_not_in_the_chain(logged: Ticket) -> None:
    entry = LogEntry.objects.get(ticket=logged, entry=Entry.RECEIVED)
    assert "Heating" not in json.dumps(entry.payload)
    assert "Heating" in entry.words
