"""Small changes in a row stand on one line; what was said and what became of promises is never hidden."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor
from servicedesk.desk.folding import SMALL, Fold
from sla.services.sweep import sweep
from tests.desk.conftest import TWO_WAY_CALL, SignIn
from tickets.choices import Kind, Priority
from tickets.entries import CONVERSATION, Entry
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_priority
from tickets.services.contacts import log_contact
from tickets.services.conversation import send_reply
from tickets.services.facts import complete_facts
from tickets.services.kinds import set_kind
from tickets.services.watching import watch_ticket


@pytest.fixture
def act(ticket: Ticket, by_agent: Actor, now: datetime) -> dict[str, Any]:
    return {"actor": by_agent, "ticket_id": ticket.pk, "now": now}


@pytest.fixture
def small(act: dict[str, Any], colleague: User, now: datetime) -> Callable[[], None]:
    """The agent sets the type, a colleague watches and completes a fact eight minutes later."""

    def done() -> None:
        set_kind(**act, kind=Kind.CONSULTATION)
        later = act | {"actor": Actor.user(colleague), "now": now + timedelta(minutes=8)}
        watch_ticket(**later, user_id=colleague.pk)
        complete_facts(**later, location="3 Riverside Road")

    return done


def parts(desk: Client, page: str) -> list[str | list[str]]:
    """The story of the page: an entry's code, or those of a fold."""
    story = desk.get(page).context["story"]
    return [[line.entry.entry for line in p.lines] if isinstance(p, Fold) else p.entry.entry for p in story]


def test_small_changes_in_a_row_are_one_line_by_whom_and_when(
    desk: Client, page: str, act: dict[str, Any], small: Callable[[], None]
) -> None:
    send_reply(**act, text="We are at it.")
    small()
    assert parts(desk, page)[-1] == ["kind_set", "watched", "facts_completed"]
    shown = desk.get(page).content.decode()
    fold = shown.rpartition('class="fold"')[2].partition("</details>")[0]
    assert "3 small changes" in fold
    assert "Chen Jie, Ma Li" in fold
    assert ("12:20" in fold, "12:28" in fold) == (True, True)
    assert "3 Riverside Road" in fold


def test_what_was_said_stands_between_them(
    desk: Client, page: str, act: dict[str, Any], small: Callable[[], None]
) -> None:
    set_priority(**act, priority=Priority.NORMAL)
    log_contact(**act, contact=TWO_WAY_CALL)
    small()
    told = parts(desk, page)
    assert {Entry.RECEIVED, Entry.CONTACTED, Entry.PROMISE_MET, Entry.STATE_CHANGED} <= {
        part for part in told if isinstance(part, str)
    }


def test_words_that_somebody_wrote_stay_in_sight(
    desk: Client, page: str, act: dict[str, Any], colleague: User
) -> None:
    set_kind(**act, kind=Kind.CONSULTATION)
    assign_ticket(**act, owner_id=colleague.pk, note="She is at home after five.")
    assert parts(desk, page)[-1] == "owner_named"


def test_a_fold_keeps_its_name_while_more_is_added(
    desk: Client, page: str, act: dict[str, Any], small: Callable[[], None]
) -> None:
    def last_fold() -> Fold:
        fold: Fold = desk.get(page).context["story"][-1]
        return fold

    small()
    name = last_fold().place
    set_priority(**act, priority=Priority.NORMAL)
    assert (last_fold().place, len(last_fold().lines) > 3) == (name, True)
    assert f'id="fold-{name}"' in desk.get(page).content.decode()


def test_the_service_log_stays_line_by_line(desk: Client, page: str, small: Callable[[], None]) -> None:
    small()
    answer = desk.get(f"{page}?show=log")
    assert not any(isinstance(part, Fold) for part in answer.context["story"])
    assert len(answer.context["story"]) == len(answer.context["lines"])


def test_nothing_that_matters_is_small() -> None:
    matters = {
        *CONVERSATION,
        *(Entry.PROMISE_MET, Entry.PROMISE_MISSED, Entry.LIMIT_PASSED, Entry.ESCALATED, Entry.BREACH_DECIDED),
        *(Entry.BREACH_EXCUSED, Entry.STATE_CHANGED, Entry.CLOSED, Entry.MESSAGE_FAILED, Entry.UNBOUND),
    }
    assert not matters & SMALL


def test_a_promise_that_was_kept_names_the_entry_that_kept_it(
    desk: Client, page: str, act: dict[str, Any], ticket: Ticket
) -> None:
    log_contact(**act, contact=TWO_WAY_CALL)
    contact = ticket.log.get(entry=Entry.CONTACTED).number
    (met,) = [line for line in desk.get(page).context["lines"] if line.entry.entry == Entry.PROMISE_MET]
    assert met.proof == contact
    assert f'href="#entry-{ticket.pk}-{contact}">by no. {contact}</a>' in desk.get(page).content.decode()


def test_one_that_was_missed_says_where_it_stands_in_the_ledger_and_how_late_it_was(
    desk: Client, sign_in: SignIn, lead: User, page: str, act: dict[str, Any], now: datetime, clock: Any
) -> None:
    late = now + timedelta(hours=2, minutes=22)
    clock.move_to(late)
    sweep(now=late)
    log_contact(**act | {"now": late}, contact=TWO_WAY_CALL)
    shown = desk.get(page).content.decode()
    assert "in the ledger:" in shown
    assert "22 min late</span>" in shown
    assert "/insights/ledger/" not in shown
    assert "/insights/ledger/" in sign_in(lead).get(page).content.decode()
