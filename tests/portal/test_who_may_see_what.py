"""Every address of the portal x everybody who may come: the expected answer. A route without a row fails."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.labels import label_token
from accounts.models import Product, Purchase, User
from accounts.services.entry_links import ask_for_entry, entry_token
from servicedesk.portal.urls import urlpatterns
from tests.conftest import PASSWORD
from tickets.models import Attachment, LogEntry, Ticket
from tickets.tracking import sender_token_for, token_for

# route -> (method, what an open address answers) or, behind the link, (method, what its holder gets)
OPEN = {
    "form": ("get", 200),
    "label": ("get", 200),
    "pledge": ("get", 200),
    "challenge": ("get", 200),
    "serial": ("get", 200),
    "matters": ("get", 200),
    "matters-asked": ("get", 200),
    "matters-leave": ("post", 302),
    "current-commitment": ("get", 200),
    "commitment": ("get", 200),
    "commitment-print": ("get", 200),
}
BEHIND_THE_LINK = {
    "received": ("get", 200),
    "track": ("get", 200),
    "live": ("get", 200),
    "own-commitment": ("get", 200),
    "own-commitment-print": ("get", 200),
    "log-print": ("get", 200),
    "file": ("get", 200),
    "write": ("post", 302),
    "solved": ("post", 302),
    "withdraw": ("post", 302),
    "complain": ("post", 302),
    "rate": ("post", 302),
}
BY_MAIL = {"matters-open": ("get", 200), "confirm": ("get", 302)}
ANSWERS = {"text": "Words.", "solved": "yes", "score": "4"}


@pytest.fixture
def file_of(bound: Ticket) -> Attachment:
    entry = LogEntry.objects.get(ticket=bound, number=1)
    return Attachment.objects.create(
        ticket=bound,
        entry=entry,
        name="label.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        file=ContentFile(b"x", name="label.jpg"),
    )


def ask(client: Client, method: str, route: str, *args: Any) -> int:
    data = ANSWERS if method == "post" else None
    response = getattr(client, method)(reverse(f"portal:{route}", args=args), data)
    response.close()  # a file is a stream
    return int(response.status_code)


def test_every_route_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(OPEN) | set(BEHIND_THE_LINK) | set(BY_MAIL)


@pytest.mark.parametrize("route", OPEN)
def test_anybody_may_ask(client: Client, bound: Ticket, route: str) -> None:
    method, expected = OPEN[route]
    numbers = ["CN-2026-001"] if route.startswith("commitment") else []
    if route == "label":
        product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
        numbers = [label_token(Purchase.objects.create(customer=bound.customer, product=product, serial="1"))]
    assert ask(client, method, route, *numbers) == expected


@pytest.mark.parametrize("persona", ["customer", "stranger"])
@pytest.mark.parametrize("route", BY_MAIL)
def test_only_who_was_mailed_the_link_gets_behind_it(
    client: Client, bound: Ticket, now: datetime, route: str, persona: str
) -> None:
    tokens = {
        "matters-open": entry_token(ask_for_entry(email=bound.customer.email, language="en", now=now)),
        "confirm": sender_token_for(bound),
    }
    token = tokens[route] if persona == "customer" else token_for(bound)  # the private link opens neither
    method, expected = BY_MAIL[route]
    assert ask(client, method, route, token) == (expected if persona == "customer" else 404)


@pytest.mark.parametrize("persona", ["customer", "stranger", "agent"])
@pytest.mark.parametrize("route", BEHIND_THE_LINK)
def test_only_who_holds_the_link_gets_behind_it(
    client: Client, bound: Ticket, file_of: Attachment, agent: User, route: str, persona: str
) -> None:
    if persona == "agent":
        client.login(email=agent.email, password=PASSWORD)
    token = token_for(bound) if persona == "customer" else "WzEsMV0:not-signed-by-us"
    method, expected = BEHIND_THE_LINK[route]
    extra = [file_of.pk] if route == "file" else []
    assert ask(client, method, route, token, *extra) == (expected if persona == "customer" else 404)
