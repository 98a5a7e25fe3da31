"""Response and completion time on the dashboard (B1.2, B1.3)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Branch, User
from core.actors import Actor
from sla.selectors.service_times import Measure, ended
from tests.endings import resolve_ticket
from tests.insights.reading import listed
from tests.insights.story import CONTACT
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.contacts import log_contact

DASHBOARD, LIST = "/insights/", "/insights/tickets/"
HOUR = timedelta(hours=1)


def cards(client: Any, **query: str) -> Any:
    return client.get(DASHBOARD, query).context["times"]


@pytest.fixture
def confirmed(history: dict[str, Ticket], lead: User, now: datetime) -> Ticket:
    """The one whose contact was kept, six days ago: solved and confirmed an hour before `now`."""
    ticket = history["kept"]
    resolve_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, text="Restarted.", now=now - 2 * HOUR)
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=now - HOUR)
    return ticket


def test_say_median_percentile_and_share(enter: Any, lead: User, confirmed: Ticket) -> None:
    response, completion = cards(enter(lead), period="7")
    assert (response.median, response.percentile_90) == (HOUR, timedelta(hours=3, minutes=24))
    assert (response.within.number, response.beyond.number, response.percent) == (2, 1, 66.6)
    assert (completion.median, completion.all.number) == (timedelta(days=5, hours=22), 1)
    assert (completion.promised, completion.percent) == (0, None)
    assert (response.waiting.number, completion.waiting.number) == (3, 2)


def test_lists_show_how_long_each_took_the_longest_first(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    client = enter(lead)
    rows = listed(client, f"{LIST}?show=response&period=7")
    assert rows[0] == history["late"].number
    assert sorted(rows[1:]) == sorted([history["kept"].number, history["relabelled"].number])
    assert "4 h" in client.get(f"{LIST}?show=response&period=7").content.decode()
    assert listed(client, f"{LIST}?show=response_beyond&period=7") == [history["late"].number]


def test_of_a_period_in_which_nothing_began_say_so(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    page = enter(lead).get(DASHBOARD, {"period": "today"}).content.decode()
    assert "No service began in this period." in page
    assert "No customer confirmed a result in this period." in page


def test_are_those_of_the_readers_branch(
    enter: Any, lead: User, manager: User, other_branch: Branch, register: Any, now: datetime
) -> None:
    south = register(ago=timedelta(hours=3), branch_id=other_branch.pk)
    log_contact(actor=Actor.user(manager), ticket_id=south.pk, contact=CONTACT, now=now - HOUR)
    assert [card.all.number for card in cards(enter(lead))] == [0, 0]
    assert cards(enter(manager))[0].median == 2 * HOUR
    assert cards(enter(manager), branch=str(other_branch.pk))[0].all.number == 1
    assert listed(enter(lead), f"{LIST}?show=response&branch={other_branch.pk}") == []


@pytest.mark.parametrize(
    ("measure", "index"),
    [(Measure.RESPONSE, "ticket_by_start_of_service"), (Measure.COMPLETION, "ticket_by_confirmation")],
)
def test_of_a_week_are_found_by_an_index_among_those_of_years(
    history: dict[str, Ticket], now: datetime, measure: Measure, index: str
) -> None:
    like: dict[str, Any] = {**Ticket.objects.values().get(pk=history["kept"].pk)}
    del like["id"]
    for day in range(1000):
        at = now - timedelta(days=day)
        like |= {"number": f"copy {day}", "service_started_at": at, "confirmed_at": at}
        Ticket.objects.create(**like)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
    rows = Ticket.objects.filter(ended(measure, now - timedelta(days=7), now, now))
    assert rows.count() > 6
    assert index in rows.explain()
