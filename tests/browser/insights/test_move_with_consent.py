"""A manager moves a request to later hours that the customer agreed to, in either language."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from accounts.models import User
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tests.sla.world import SYSTEM, longer, open_office, publish, revise
from tickets.models import Ticket

WORDS = {
    "en-US": ("Move to newer hours", "When", "The customer has agreed", "Move the deadlines"),
    "zh-CN": ("改用较新的工作日历或承诺书", "时间", "客户已同意上面列出", "调整期限"),
}
LOOKS = [("desktop", "light", "en-US", True), ("phone", "dark", "zh-CN", False)]
LATE = [[["00:00", "24:00"]]] * 4 + [[], [], []]


@pytest.fixture
def letter(db: None, now: datetime) -> CommitmentVersion:
    """Letter D, which counts working days."""
    open_office(now)
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


@pytest.mark.parametrize("look", LOOKS)
def test_from_the_request_and_back(
    open_as: Any,
    check_accessible: Any,
    shoot: Any,
    manager: User,
    letter: CommitmentVersion,
    ticket: Ticket,
    now: datetime,
    look: tuple[str, str, str, bool],
) -> None:
    size, theme, language, script = look
    way, when, sure, act = WORDS[language]
    hours = ticket.clocks.get(promise__metric="diagnosis").calendar
    assert hours is not None
    publish(hours.calendar, now=now, weekly=LATE)
    revise(letter, longer(1.5), now=now)
    looks: dict[str, Any] = {"size": size, "theme": theme, "language": language, "script": script}
    page: Page = open_as(manager, f"/desk/tickets/{ticket.number}/", **looks)
    page.get_by_role("link", name=way).click()
    page.get_by_role("button", name=act).first.click()
    page.locator(".summary").wait_for()
    shoot(page, f"move-with-consent-{size}-{theme}")
    if script:
        check_accessible(page)
    card = page.locator("section.card", has=page.locator(".summary"))
    here = now.astimezone(ZoneInfo("Asia/Shanghai"))
    card.get_by_label(when, exact=True).fill(here.strftime("%Y-%m-%dT%H:%M"))
    card.get_by_label(sure).check()
    card.get_by_role("button", name=act).click()
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")
    shoot(page, f"moved-with-consent-{size}-{theme}")
    assert "Wang Min" in page.locator("#timeline").inner_text()
