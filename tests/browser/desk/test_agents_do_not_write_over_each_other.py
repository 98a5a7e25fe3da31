"""A colleague answers while an agent writes: nothing is sent, nothing typed is lost, script or not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import SignedIn
from tickets.choices import Department
from tickets.models import Ticket
from tickets.services.conversation import send_reply
from tickets.services.facts import complete_facts
from tickets.services.tasks import TaskWish, ask_department, reassign_task
from tickets.services.unserved import withdraw_ticket

WORDS = {
    "en-GB": ("Send reply", "Nothing was sent", "Send anyway"),
    "zh-CN": ("发送回复", "尚未发送", "仍然发送"),
}


@pytest.mark.parametrize(
    ("language", "size", "theme", "script"),
    [
        ("en-GB", "desktop", "light", "on"),
        ("zh-CN", "phone", "dark", "on"),
        ("en-GB", "phone", "light", "off"),
    ],
)
def test_the_second_one_reads_what_the_first_one_sent(
    language: str,
    size: str,
    theme: str,
    script: str,
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    send, nothing_sent, anyway = WORDS[language]
    look: dict[str, Any] = {"language": language, "size": size, "theme": theme, "script": script == "on"}
    page = signed_in(f"/desk/tickets/{ticket.number}/", **look)
    page.locator("#editor textarea").fill("We come at six.")
    send_reply(
        actor=Actor.user(colleague), ticket_id=ticket.pk, text="We come at five.", now=ticket.received_at
    )
    page.get_by_role("button", name=send).click()
    expect(page.locator("#editor")).to_contain_text(nothing_sent)
    expect(page.locator("#editor textarea")).to_have_value("We come at six.")
    if script == "on":
        check_accessible(page)
    shoot(page, f"desk-meanwhile-{size}-{language}-{script}")
    assert ticket.log.filter(entry="replied").count() == 1
    page.get_by_role("button", name=anyway).click()
    expect(page.locator("#timeline")).to_contain_text("We come at six.")
    page.goto(f"/desk/tickets/{ticket.number}/?tab=call#editor")
    shoot(page, f"desk-contact-{size}-{language}-{script}")


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_a_step_on_a_task_and_a_fact_tell_what_came_between(
    look: dict[str, str],
    signed_in: SignedIn,
    ticket: Ticket,
    agent: User,
    colleague: User,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    by: dict[str, Any] = {"actor": Actor.user(colleague), "ticket_id": ticket.pk, "now": now}
    wish = TaskWish(Department.TECHNICAL, agent.pk, "Test the valve", "It leaks.", now + timedelta(hours=4))
    ask_department(**by, wish=wish)
    place = f"/desk/tickets/{ticket.number}/"
    page = signed_in(f"{place}tasks/1/", **look)
    page.locator("#withdraw summary").click()
    page.locator("#withdraw_text").fill("The customer has mended it.")
    reassign_task(**by, number=1, owner_id=colleague.pk, note="I know the customer.")
    page.locator("#withdraw button").click()
    expect(page.locator("#withdraw [role=alert]")).to_contain_text(WORDS[look["language"]][1])
    expect(page.locator("#withdraw_text")).to_have_value("The customer has mended it.")
    check_accessible(page)
    shoot(page, f"desk-task-meanwhile-{look['size']}")
    page.locator("#withdraw button").click()
    expect(page.locator("main")).to_contain_text("The customer has mended it.")

    page.goto(f"{place}facts/")
    page.locator("#id_location").fill("5 Hill Street")
    complete_facts(**by, location="3 Riverside Road")
    page.locator("main form button").click()
    expect(page.locator("main [role=alert]")).to_contain_text("3 Riverside Road")
    expect(page.locator("#id_location")).to_have_value("5 Hill Street")
    check_accessible(page)
    shoot(page, f"desk-facts-meanwhile-{look['size']}")


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_what_was_typed_for_a_step_that_has_gone_can_still_be_read(
    look: dict[str, str],
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/", **look)
    page.locator("#editor textarea").fill("We come at six.")
    by = Actor.user(colleague)
    withdraw_ticket(actor=by, ticket_id=ticket.pk, text="The customer has mended it.", now=now)
    page.locator("#send").click()
    expect(page.locator("#editor [role=alert]").first).to_contain_text(WORDS[look["language"]][1])
    expect(page.locator("#editor .prewrap")).to_have_text("We come at six.")
    check_accessible(page)
    shoot(page, f"desk-step-gone-{look['size']}")
