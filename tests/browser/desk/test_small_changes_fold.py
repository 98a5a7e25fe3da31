"""Small changes stand on one line: it opens by keyboard, stays open while news come, works without script."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tests.desk.conftest import TWO_WAY_CALL
from tickets.choices import Kind, Priority
from tickets.models import Ticket
from tickets.services.classification import set_priority
from tickets.services.contacts import log_contact
from tickets.services.conversation import send_reply
from tickets.services.facts import complete_facts
from tickets.services.kinds import set_kind
from tickets.services.watching import watch_ticket


@pytest.fixture
def act(ticket: Ticket, agent: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(agent), "ticket_id": ticket.pk, "now": now}


@pytest.fixture
def told(act: dict[str, Any], colleague: User, now: datetime) -> None:
    """A contact, an answer, and five small changes of two people within eight minutes."""
    log_contact(**act, contact=TWO_WAY_CALL)
    send_reply(**act, text="We come at five.")
    set_kind(**act, kind=Kind.CONSULTATION)
    set_priority(**act, priority=Priority.NORMAL)
    by_colleague = act | {"actor": Actor.user(colleague), "now": now + timedelta(minutes=8)}
    watch_ticket(**by_colleague, user_id=colleague.pk)
    complete_facts(**by_colleague, location="3 Riverside Road")
    set_kind(**by_colleague, kind=Kind.REPAIR)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_opened_by_keyboard_it_stays_open_while_news_come(
    look: dict[str, str],
    act: dict[str, Any],
    signed_in: SignedIn,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/", **look)
    last = page.locator("#timeline > li .fold").last
    expect(last.get_by_text("3 Riverside Road")).to_be_hidden()
    check_accessible(page)
    shoot(page, f"desk-folded-{look['size']}")
    last.locator(":scope > summary").focus()
    page.keyboard.press("Enter")
    expect(last.get_by_text("3 Riverside Road")).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-unfolded-{look['size']}")
    name = last.get_attribute("id")
    set_priority(**act, priority=Priority.IMPORTANT)
    fold = page.locator(f"#{name}")
    expect(fold.locator(":scope > .timeline > .entry")).to_have_count(6)
    expect(fold.get_by_text("3 Riverside Road")).to_be_visible()


@pytest.mark.usefixtures("told")
def test_an_address_opens_what_it_leads_to(signed_in: SignedIn, ticket: Ticket) -> None:
    number = ticket.log.get(entry="facts_completed").number
    page = signed_in("/desk/")
    page.goto(f"/desk/tickets/{ticket.number}/#entry-{ticket.pk}-{number}")
    expect(page.locator(f"#entry-{ticket.pk}-{number}")).to_be_in_viewport()


@pytest.mark.usefixtures("told")
def test_without_script_it_opens_as_well(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/", script=False)
    fold = page.locator("#timeline > li .fold").last
    fold.locator(":scope > summary").click()
    expect(fold.get_by_text("3 Riverside Road")).to_be_visible()
