"""Promises of working days on the pages of customer and desk: the line, its legend, the reason."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from sla.models import CalendarVersion
from sla.services.letters import install_letter
from tickets.choices import Complexity
from tickets.models import Ticket
from tickets.services.classification import set_complexity
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

OpenPage = Callable[..., Page]


@pytest.fixture
def house(agent: User, manager: User, office: CalendarVersion, now: datetime) -> User:
    """A branch with office hours under the detailed commitment."""
    assert office.pk
    install_letter("D", actor=Actor.user(manager), effective_from=now - timedelta(days=30), now=now)
    return agent


@pytest.fixture
def asked(house: User, request_facts: ServiceRequest, now: datetime) -> Ticket:
    """Received three minutes ago, complex: two promises of working days and a daily one."""
    ticket = register_ticket(
        actor=Actor.system("portal"), request=request_facts, now=now - timedelta(minutes=3)
    )
    return set_complexity(
        actor=Actor.user(house), ticket_id=ticket.pk, complexity=Complexity.COMPLEX, reason="", now=now
    )


@pytest.mark.parametrize(
    ("size", "theme", "language", "legend"),
    [
        ("desktop", "light", "en-GB", "closed, not counted"),
        ("phone", "dark", "zh-CN", "非工作时间，不计时"),
        ("narrow", "light", "en-GB", "closed, not counted"),
    ],
)
def test_a_customer_sees_nights_on_the_line_and_can_follow_the_steps(
    open_page: OpenPage,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    asked: Ticket,
    size: str,
    theme: str,
    language: str,
    legend: str,
) -> None:
    address = reverse("portal:track", args=[token_for(asked)])
    page = open_page(address, size=size, theme=theme, language=language)
    promises = page.locator("#promises")
    expect(promises.locator(".rail-legend")).to_contain_text(legend)
    assert promises.locator(".rail:not(.mini) .closed").count() >= 2
    for summary in promises.locator(".why > summary").all():
        summary.click()
    expect(promises.locator(".why li.hours").first).to_contain_text("Head office")
    expect(promises.locator(".why li.closed").first).to_be_visible()
    check_accessible(page)
    shoot(page, f"track-explained-{size}-{theme}-{language}")
