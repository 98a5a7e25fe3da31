"""The end of a matter on connections of their own: it ends once, and its summary is filed once (D2.3c)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from core.actors import Actor
from core.errors import DomainError
from tests.endings import SUMMARY, resolve_ticket
from tickets.choices import Standing
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.chains import verify_ticket
from tickets.services.closing import confirm_solved, file_summary

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test
Call = Callable[[], Any]


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[str]]]:
    """Make calls at the same time; answers "done" or the code of the refusal for each, in their order."""

    def attempt(start: Barrier, call: Call) -> str:
        try:
            start.wait(TIMEOUT)
            call()
        except DomainError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    def run(*calls: Call) -> list[str]:
        start = Barrier(len(calls))
        futures = [pool.submit(attempt, start, call) for call in calls]
        return [future.result(TIMEOUT) for future in futures]

    with ThreadPoolExecutor(4) as pool:
        yield run


@pytest.fixture
def both(ticket: Ticket, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of a step by the owner, and of one by the customer."""
    of_ticket = {"ticket_id": ticket.pk, "now": now}
    customer = Actor.customer(ticket.customer_id)
    return {"actor": Actor.user(ticket.owner), **of_ticket}, {"actor": customer, **of_ticket}


def test_of_two_who_file_the_summary_one_closes(
    ticket: Ticket, both: tuple[dict[str, Any], dict[str, Any]], at_once: Callable[..., list[str]]
) -> None:
    owner, customer = both
    confirm_solved(**customer)
    file = partial(file_summary, **owner, summary=SUMMARY)
    assert sorted(at_once(file, file)) == ["done", "illegal_step"]
    ticket.refresh_from_db()
    assert ticket.log.filter(entry=Entry.SUMMARY_FILED).count() == 1
    assert ticket.log.filter(entry=Entry.CLOSED).count() == 1
    assert not list(verify_ticket(ticket))


def test_confirming_while_it_is_resolved_loses_neither_the_word_nor_the_summary(
    ticket: Ticket, both: tuple[dict[str, Any], dict[str, Any]], at_once: Callable[..., list[str]]
) -> None:
    """Whoever is first: either it is resolved and then closed, or confirmed and waits for the summary."""
    owner, customer = both
    outcome = at_once(lambda: resolve_ticket(**owner, text="Done."), lambda: confirm_solved(**customer))
    ticket.refresh_from_db()
    expected = {
        ("done", "done"): Standing.CLOSED,
        ("illegal_step", "done"): Standing.CONFIRMED,
    }
    assert ticket.standing is expected[outcome[0], outcome[1]]
    assert ticket.log.filter(entry=Entry.CONFIRMED).count() == 1
    assert not list(verify_ticket(ticket))
