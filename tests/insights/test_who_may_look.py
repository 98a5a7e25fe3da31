"""The route table is the permission test: every address with every persona."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from servicedesk.insights.urls import urlpatterns

PERSONAS = ("agent", "other_agent", "lead", "head", "branch_manager", "manager")
TABLE = {
    "dashboard": (403, 403, 200, 200, 200, 200),
    "tickets": (403, 403, 200, 200, 200, 200),
    "comparison": (403, 403, 200, 200, 200, 200),
    "trends": (403, 403, 200, 200, 200, 200),
    "trends_csv": (403, 403, 200, 200, 200, 200),
    "arrivals_csv": (403, 403, 200, 200, 200, 200),
    "ratings_csv": (403, 403, 200, 200, 200, 200),
    "promises_csv": (403, 403, 200, 200, 200, 200),
    "tickets_csv": (403, 403, 200, 200, 200, 200),
    "comparison_csv": (403, 403, 200, 200, 200, 200),
    "ledger": (403, 403, 200, 200, 200, 200),
}
ELSEWHERE = {"breach", "moves"}  # in tests of their own


@pytest.mark.parametrize("route", TABLE)
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_gets_what_it_may(
    request: pytest.FixtureRequest, enter: Any, route: str, persona: str
) -> None:
    client = enter(request.getfixturevalue(persona))
    answer = client.get(reverse(f"insights:{route}"), {"show": "open"})
    assert answer.status_code == TABLE[route][PERSONAS.index(persona)]


@pytest.mark.parametrize("route", TABLE)
def test_nobody_is_sent_to_sign_in_and_back(db: None, route: str) -> None:
    answer = Client().get(reverse(f"insights:{route}"))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"?next={reverse(f'insights:{route}')}")


@pytest.mark.parametrize("route", TABLE)
def test_nothing_can_be_sent_there(enter: Any, lead: Any, route: str) -> None:
    assert enter(lead).post(reverse(f"insights:{route}")).status_code == 405


def test_every_address_has_a_row() -> None:
    """The pages about commitments and calendars have tables of their own."""
    own = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    assert {pattern.name for pattern in own} == set(TABLE) | ELSEWHERE
