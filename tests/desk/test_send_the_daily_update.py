"""The owner sends the daily update from the desk, from a draft, or lets it leave by itself (D2.3a)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, User
from core.actors import Actor
from tests.daily import owe_daily_updates, update_clock
from tests.desk.conftest import SignIn, Take, last, state_of
from tickets.models import Ticket
from tickets.services.delivery import record_delivery
from tickets.services.registration import ServiceRequest

BANNER = "The daily update is owed today"


@pytest.fixture
def letter() -> None:
    """Letter D alone, with the ticket."""


@pytest.fixture
def ticket(agent: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    return owe_daily_updates(request_facts, now)


def keys(page: object) -> list[str]:
    return [step.key for step in page.context["editor"].steps]  # type: ignore[attr-defined]


def test_it_is_offered_on_its_day_with_the_draft_in_it(desk: Client, page: str) -> None:
    shown = desk.get(page)
    assert "update" in keys(shown)
    assert BANNER in shown.content.decode()
    opened = desk.get(f"{page}?tab=update")
    assert opened.context["editor"].step.key == "update"
    assert "Nothing new is on record for your request today." in opened.content.decode()
    assert [promise.metric for promise in opened.context["editor"].keeps] == ["progress_update"]


def test_the_draft_is_in_the_customers_language_and_says_so(desk: Client, page: str, ticket: Ticket) -> None:
    Customer.objects.filter(pk=ticket.customer_id).update(language="zh-hans")
    content = desk.get(f"{page}?tab=update").content.decode()
    assert "今天您的服务事项没有新的进展记录" in content
    assert "Simplified Chinese" in content


def test_what_the_owner_changed_is_what_is_sent(take: Take, ticket: Ticket, desk: Client, page: str) -> None:
    answer = take("update", text="The board is ordered.")
    assert answer.status_code == 200
    entry = ticket.log.get(entry="replied")
    assert (entry.words, entry.payload["is_progress"]) == ("The board is ordered.", True)
    assert ticket.messages.filter(kind="progress_update").count() == 1


def test_once_it_has_been_accepted_it_is_owed_tomorrow(
    take: Take, ticket: Ticket, desk: Client, page: str, now: datetime
) -> None:
    take("update", text="The board is ordered.")
    record_delivery(
        actor=Actor.system("notifications"),
        ticket_id=ticket.pk,
        message_id=1,
        kind="progress_update",
        entry_number=ticket.log.get(entry="replied").number,
        channel="email",
        accepted_at=now,
        now=now,
    )
    assert update_clock(ticket).state == "met"
    shown = desk.get(page)
    assert "update" not in keys(shown)
    assert BANNER not in shown.content.decode()


@pytest.mark.parametrize("gone", ["general", "resolved", "tomorrow"])
def test_it_is_not_offered_where_nothing_is_owed(
    gone: str,
    take: Take,
    ticket: Ticket,
    desk: Client,
    page: str,
    clock: time_machine.Traveller,
    now: datetime,
) -> None:
    match gone:
        case "general":
            take("complexity", complexity="general", reason="It was the fuse.")
        case "resolved":
            take("resolve", text="Board changed.")
        case _:
            clock.move_to(now + timedelta(days=1, hours=-10))  # at night, before the next day begins
    shown = desk.get(page)
    assert ("update" in keys(shown)) is (gone == "tomorrow")


def test_the_owner_lets_it_leave_by_itself_and_takes_it_back(
    take: Take, ticket: Ticket, desk: Client, page: str
) -> None:
    for sent, is_on in (({"by_itself": "on"}, True), ({}, False)):
        assert take("updates", **sent).status_code == 200
        ticket.refresh_from_db()
        assert ticket.sends_updates is is_on
        assert last(ticket).payload == {"by_itself": is_on}
        assert ("leaves by itself" in desk.get(page).content.decode()) is is_on


def test_a_colleague_may_write_it_but_not_let_it_go(
    sign_in: SignIn, colleague: User, ticket: Ticket, page: str
) -> None:
    browser: Client = sign_in(colleague)
    shown = browser.get(page)
    assert "update" in keys(shown)
    assert "updates" not in [step.key for step, _form in shown.context["sides"]]
    before = state_of(ticket)
    assert browser.post(f"{page}steps/updates/", {"by_itself": "on"}).status_code == 403
    assert (state_of(ticket), ticket.sends_updates) == (before, False)


def test_an_empty_update_is_refused_in_its_own_tab(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("update", text=" ")
    assert answer.status_code == 422
    assert answer.context["editor"].step.key == "update"
    assert state_of(ticket) == before


def test_the_draft_costs_the_other_tabs_nothing(desk: Client, page: str) -> None:
    desk.get(page)
    with CaptureQueriesContext(connection) as plain:
        desk.get(f"{page}?tab=note")
    with CaptureQueriesContext(connection) as drafted:
        desk.get(f"{page}?tab=update")
    assert len(plain) < len(drafted)
    assert not any("message_failed" in query["sql"] for query in plain.captured_queries)
