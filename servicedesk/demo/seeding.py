"""A small organisation to look at: people, three letters in force, and the last three days."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import Branch, IntegrationToken, Scope, User
from accounts.services.tokens import issue_token
from core.actors import Actor
from notifications.sink import accept_at_once
from servicedesk.demo.matters import DETAILED_PRODUCT, MATTERS
from servicedesk.demo.people import add_branches, add_company, sign_in
from servicedesk.demo.scenes import Act, Matter, register
from servicedesk.demo.sold import add_what_was_sold
from servicedesk.replay.watching import let_time_pass
from sla.services.calendar_install import install_calendar
from sla.services.letters import install_letter
from tickets.models import Ticket
from tickets.tracking import token_for

FIRST_DAY = timedelta(days=5)
LETTERS = ("A", "HOUSE", "DEMO-STOPWATCH")
API_CLIENT = "Demo of the API"


def seed(*, now: datetime) -> None:
    """Make the demo organisation; nothing happens where there are people already."""
    if User.objects.exists():
        return
    add_company()
    add_branches()
    add_what_was_sold(now=now - FIRST_DAY)
    installer = Actor.system("demo")
    install_calendar(actor=installer, now=now - FIRST_DAY)
    for letter in LETTERS:
        install_letter(letter, actor=installer, effective_from=now - FIRST_DAY, now=now - FIRST_DAY)
    install_letter(
        "D",
        actor=installer,
        product=DETAILED_PRODUCT,
        effective_from=now - FIRST_DAY,
        now=now - FIRST_DAY,
    )
    with accept_at_once():
        live_through(MATTERS, now=now)


def live_through(matters: list[Matter], *, now: datetime) -> None:
    """Play the matters in the order of time, with everything that fell due between."""
    tickets: dict[str, Ticket] = {}
    scenes: list[tuple[int, Matter, Act | None]] = []
    for matter in matters:
        scenes += [(matter.minutes_ago, matter, None), *((ago, matter, act) for ago, act in matter.then)]
    for ago, matter, act in sorted(scenes, key=lambda scene: -scene[0]):
        at = now - timedelta(minutes=ago)
        let_time_pass(until=at)
        if act is None:
            tickets[matter.key] = register(matter, at)
        else:
            act(tickets[matter.key], at)
    let_time_pass(until=now)


def sign_ins(*, now: datetime) -> dict[str, Any]:
    """New passwords and a new token for one of each persona; empty where this is not the demo."""
    customer = Ticket.objects.filter(serial="KX48-2211-0937").select_related("customer").first()
    if customer is None or not Branch.objects.filter(code="north").exists():
        return {}
    IntegrationToken.objects.filter(name=API_CLIENT).delete()
    _token, secret = issue_token(name=API_CLIENT, scopes=[Scope.TICKETS_READ, Scope.TICKETS_WRITE], now=now)
    link = f"{settings.BASE_URL}/track/{token_for(customer)}/"
    return {
        "customer": {"name": customer.customer.name, "link": link},
        "agent": asdict(sign_in("Chen Jie")),
        "lead": asdict(sign_in("Lin Yue")),
        "manager": asdict(sign_in("Gao Yun")),
        "api_token": secret,
    }
