"""Checking the service log again without reading again what was found whole (semantics, section 7)."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.actors import Actor
from tests.tickets.test_service_log import tamper
from tickets.models import LogCheck, Ticket
from tickets.services.anchor import anchor_log
from tickets.services.conversation import write_note
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.verification import verify_log

Later = Callable[..., datetime]
PAYLOAD = "UPDATE tickets_logentry SET payload = '{}' WHERE ticket_id = %s AND number = %s"


@pytest.fixture
def many(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    return [register_ticket(actor=Actor.system("portal"), request=request_facts, now=now) for _ in range(8)]


def whole(now: datetime) -> list[str]:
    return [f"{found.ticket} {found.entry}: {found.what}" for found in verify_log(now=now)]


def new(now: datetime) -> list[str]:
    return [f"{found.ticket} {found.entry}: {found.what}" for found in verify_log(now=now, only_new=True)]


def write(tickets: list[Ticket], agent: User, now: datetime) -> None:
    for ticket in tickets:
        write_note(actor=Actor.user(agent), ticket_id=ticket.pk, text="Something new.", now=now)


def test_a_clean_check_remembers_where_each_log_ended(many: list[Ticket], now: datetime) -> None:
    assert whole(now) == []
    for ticket in Ticket.objects.select_related("log_check"):
        check = ticket.log_check
        assert (check.number, check.digest, check.checked_at) == (ticket.last_number, ticket.log_head, now)


def test_the_first_check_of_what_is_new_is_whole(many: list[Ticket], now: datetime) -> None:
    tamper(PAYLOAD, many[3].pk, 1)
    found = new(now)
    assert found
    assert all(line.startswith(f"{many[3].number} 1: ") for line in found)


def test_an_old_entry_changed_later_is_found_by_the_whole_check_alone(
    many: list[Ticket], later: Later
) -> None:
    assert whole(later()) == []
    tamper(PAYLOAD, many[0].pk, 1)
    assert new(later(hours=1)) == []
    found = whole(later(hours=2))
    assert found
    assert all(line.startswith(f"{many[0].number} 1: ") for line in found)
    assert new(later(hours=3)) == found  # until it is repaired


def test_a_new_entry_changed_is_found_by_the_check_of_what_is_new(
    many: list[Ticket], agent: User, later: Later
) -> None:
    assert whole(later()) == []
    write(many[:2], agent, later(hours=1))
    number = many[0].last_number + 1
    tamper(
        "UPDATE tickets_logentry SET is_public = true WHERE ticket_id = %s AND number = %s",
        many[0].pk,
        number,
    )
    expected = [f"{many[0].number} {number}: it was changed"]
    assert new(later(hours=2)) == expected
    assert new(later(hours=3)) == expected
    assert LogCheck.objects.get(ticket=many[1]).number == many[1].last_number + 1


def test_the_last_entry_of_a_check_replaced_or_taken_away_is_found(many: list[Ticket], later: Later) -> None:
    assert whole(later()) == []
    replaced, cut = many[0], many[1]
    digest = "UPDATE tickets_logentry SET digest = repeat('0', 64) WHERE ticket_id = %s AND number = %s"
    tamper(digest, replaced.pk, replaced.last_number)
    tamper("DELETE FROM tickets_logentry WHERE ticket_id = %s AND number = %s", cut.pk, cut.last_number)
    before = cut.log.latest("number")
    Ticket.objects.filter(pk=cut.pk).update(last_number=before.number, log_head=before.digest)
    found = new(later(hours=1))
    assert f"{replaced.number} {replaced.last_number}: it was changed since it was checked" in found
    shorter = "the log got shorter: the entry that was checked last is missing"
    assert f"{cut.number} {cut.last_number}: {shorter}" in found


def test_an_entry_smuggled_in_behind_the_head_is_found(many: list[Ticket], later: Later) -> None:
    assert whole(later()) == []
    tamper(
        "UPDATE tickets_logentry SET number = number + 9 WHERE ticket_id = %s AND number = %s", many[0].pk, 1
    )
    tamper(
        "INSERT INTO tickets_logentry (ticket_id, number, entry, actor_kind, actor_part, payload, is_public,"
        " happened_at, recorded_at, previous, digest) SELECT ticket_id, number + 1, entry, actor_kind, '',"
        " payload, is_public, happened_at, recorded_at, digest, digest FROM tickets_logentry"
        " WHERE ticket_id = %s AND number = %s",
        many[1].pk,
        many[1].last_number,
    )
    assert {line.split()[0] for line in new(later(hours=1))} == {many[0].number, many[1].number}


def test_what_it_costs_depends_on_what_is_new(many: list[Ticket], agent: User, later: Later) -> None:
    assert whole(later()) == []

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert new(later(hours=2)) == []
        return len(captured)

    nothing = queries()
    write(many[:1], agent, later(hours=1))
    one = queries()
    write(many[:3], agent, later(hours=1))
    three = queries()
    assert nothing == 2
    assert three - one == 2 * 2
    assert queries() == nothing


def test_what_is_written_while_the_check_goes_on_is_no_difference(
    many: list[Ticket], agent: User, later: Later
) -> None:
    done: list[None] = []

    def write_to_the_next() -> None:
        done.append(None)
        write(many[len(done) : len(done) + 1], agent, later(hours=1))

    assert list(verify_log(now=later(hours=1), on_ticket=write_to_the_next)) == []
    assert LogCheck.objects.get(ticket=many[1]).number == many[1].last_number + 1


def test_only_the_roots_written_since_are_computed_again(
    many: list[Ticket], agent: User, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor_log(now=later(hours=1))
    assert whole(later(hours=2)) == []
    write(many[:1], agent, later(hours=3))
    anchor_log(now=later(hours=25))
    with CaptureQueriesContext(connection) as captured:
        assert new(later(hours=26)) == []
    assert sum("DISTINCT ON (ticket_id)" in query["sql"] for query in captured) == 1


def test_a_root_that_does_not_fit_is_found_again_until_it_does(
    many: list[Ticket], agent: User, later: Later
) -> None:
    assert whole(later()) == []
    write(many[:1], agent, later(hours=1))
    anchor_log(now=later(hours=25))
    newest = many[0].log.latest("number")
    before = many[0].log.get(number=newest.number - 1)
    tamper("DELETE FROM tickets_logtext WHERE entry_id = %s", newest.pk)
    tamper("DELETE FROM tickets_logentry WHERE id = %s", newest.pk)
    Ticket.objects.filter(pk=many[0].pk).update(last_number=before.number, log_head=before.digest)
    for hours in (26, 27):
        assert any("root" in line for line in new(later(hours=hours)))


def test_the_command_takes_new_and_fails_naming_the_difference(
    many: list[Ticket], agent: User, now: datetime
) -> None:
    out: dict[str, Any] = {"stdout": StringIO(), "stderr": StringIO()}
    call_command("verify_log", **out)
    assert "8 of 8 tickets" in out["stderr"].getvalue()
    write(many[:1], agent, now)
    call_command("verify_log", "--new", **out)
    assert "every new entry is as it was written" in out["stdout"].getvalue()
    assert out["stderr"].getvalue().endswith("1 of 1 tickets\n")
    write(many[:1], agent, now)
    newest = many[0].log.latest("number")
    tamper("UPDATE tickets_logentry SET is_public = true WHERE id = %s", newest.pk)
    with pytest.raises(SystemExit):
        call_command("verify_log", "--new", **out)
    assert f"{many[0].number} no. {newest.number}: it was changed" in out["stdout"].getvalue()
