from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from tests.insights.reading import figures, listed
from tickets.models import Ticket

DASHBOARD = "/insights/"


@pytest.mark.parametrize("period", ["today", "7", "30", "90"])
def test_the_list_has_as_many_rows_as_the_number_says(
    enter: Any, lead: User, history: dict[str, Ticket], period: str
) -> None:
    client = enter(lead)
    found = list(figures(client.get(DASHBOARD, {"period": period}).content.decode()))
    assert len(found) > 15
    for number, address in found:
        assert len(listed(client, address)) == number, address


def test_over_more_than_one_page(enter: Any, lead: User, register: Any, now: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("servicedesk.insights.views.PER_PAGE", 2)
    tickets = [register(ago=timedelta(hours=30, minutes=minute)).number for minute in range(5)]
    client = enter(lead)
    rows = listed(client, "/insights/tickets/?show=not_kept&promise=A2.1,contact,7200,elapsed&period=7")
    assert sorted(rows) == sorted(tickets)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"show": "everything"},
        {"show": "open", "age": "ancient"},
        {"show": "open", "owner": "me"},
        {"show": "open", "priority": "great"},
        {"show": "kept", "promise": "contact"},
        {"show": "kept", "promise": "A2.1,contact,long"},
    ],
)
def test_a_figure_that_does_not_exist_is_not_found(enter: Any, lead: User, query: dict[str, str]) -> None:
    assert enter(lead).get("/insights/tickets/", query).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "tickets/?show=due&promise=A2.1,response,7200",
        "tickets/?show=due&promise=A2.1,nothing,7200",
        "tickets/?show=due&promise=%00,contact,7200",
        f"tickets/?show=open&owner={'9' * 5000}",
    ],
)
def test_an_address_nobody_gave_out_leads_nowhere(enter: Any, lead: User, address: str) -> None:
    assert enter(lead).get(DASHBOARD + address).status_code == 404


def test_the_last_day_of_the_calendar_can_be_chosen(enter: Any, lead: User) -> None:
    days = {"period": "custom", "since": "2026-01-01", "until": "9999-12-31"}
    assert enter(lead).get(DASHBOARD, days).status_code == 200
