"""Twelve weeks, the hours of the week and the ratings: each number with the list behind it."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from tests.endings import resolve_ticket
from tests.insights.reading import figures, listed
from tests.insights.test_export_tables import rows_of
from tickets.models import Ticket
from tickets.services.closing import confirm_solved

PAGE = "/insights/trends/"
MOST_QUERIES = 12  # session and reader, the side, the choice, and four of our own


@pytest.fixture
def confirmed(history: dict[str, Ticket], lead: User, now: Any) -> Ticket:
    """Confirmed and rated by its customer."""
    ticket, solved, done = history["kept"], now - timedelta(hours=2), now - timedelta(hours=1)
    resolve_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, text="Restarted.", now=solved)
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, score=4, now=done)
    return ticket


def trends(client: Any, **query: str) -> dict[str, Any]:
    return {trend.name: trend for trend in client.get(PAGE, query).context["trends"]}


def test_promises_kept_week_by_week(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    trend = trends(enter(lead))["promises"]
    assert len(trend.weeks) == 12
    shown = [(week.begins.date().isoformat(), week.behind.number, week.percent) for week in trend.weeks]
    assert shown[-2:] == [("2026-11-16", 6, 50.0), ("2026-11-23", 2, 0.0)]
    assert {week.percent for week in trend.weeks[:-2]} == {None}


def test_the_times_of_letter_b_week_by_week(enter: Any, lead: User, confirmed: Ticket) -> None:
    found = trends(enter(lead))
    last, this = found["response"].weeks[-2:]
    assert (last.behind.number, last.time) == (3, timedelta(hours=1))
    assert (this.behind.number, this.time) == (0, None)
    (week,) = [week for week in found["completion"].weeks if week.is_known]
    assert week.behind.number == 1
    assert week.time == timedelta(days=5, hours=22)


def test_arrivals_stand_in_the_hour_of_the_branchs_clock(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    arrivals = enter(lead).get(PAGE, {"period": "7"}).context["arrivals"]
    assert arrivals.total.number == len(history)
    # Tuesday in Shanghai: at 09:20, 10:35 and 12:15
    found = {(c.weekday, c.hour): c.behind.number for row in arrivals.rows for c in row if c.behind.number}
    tuesday = {hour: number for (weekday, hour), number in found.items() if weekday == 2}
    assert tuesday == {9: 1, 10: 1, 12: 1}
    assert {(c.weekday, c.hour) for row in arrivals.rows for c in row} == {
        (day, hour) for day in range(1, 8) for hour in range(24)
    }


def test_ratings_are_of_what_was_confirmed_in_the_period(enter: Any, lead: User, confirmed: Ticket) -> None:
    client = enter(lead)
    ratings = client.get(PAGE).context["ratings"]
    assert (ratings.confirmed.number, ratings.rated.number, ratings.average) == (1, 1, 4.0)
    assert {line.score: line.behind.number for line in ratings.lines} == {5: 0, 4: 1, 3: 0, 2: 0, 1: 0}
    days = {"period": "custom", "since": "2026-11-01", "until": "2026-11-02"}
    assert client.get(PAGE, days).context["ratings"].average is None


@pytest.mark.parametrize("period", ["today", "7", "30", "90"])
def test_the_list_has_as_many_rows_as_the_number_says(
    enter: Any, lead: User, confirmed: Ticket, period: str
) -> None:
    client = enter(lead)
    found = list(figures(client.get(PAGE, {"period": period}).content.decode()))
    assert len(found) > 8
    for number, address in found:
        assert len(listed(client, address)) == number, address


@pytest.mark.parametrize("narrower", ["weekday=8&hour=9", "weekday=1", "weekday=1&hour=24", "score=6"])
def test_an_hour_or_a_score_that_does_not_exist_is_not_found(enter: Any, lead: User, narrower: str) -> None:
    assert enter(lead).get(f"/insights/tickets/?show=registered&{narrower}").status_code == 404


def test_the_files_have_the_rows_of_the_page(enter: Any, lead: User, confirmed: Ticket) -> None:
    client = enter(lead)
    head, *weeks = rows_of(client, "/insights/trends.csv")
    assert head[:3] == ["Week from", "Fell due", "Promises kept (%)"]
    assert len(weeks) == 12
    assert weeks[-2] == ["2026-11-16", "6", "50.0", "3", "60", "0", ""]
    head, *hours = rows_of(client, "/insights/arrivals.csv", period="7")
    assert head[:2] == ["Hour (Asia/Shanghai)", "Monday"]
    assert [hours[9][0], hours[9][2]] == ["09:00", "1"]
    assert sum(int(cell) for row in hours for cell in row[1:]) == 6
    assert rows_of(client, "/insights/ratings.csv", period="7")[1:3] == [["5", "0"], ["4", "1"]]


def test_without_requests_each_part_says_so(enter: Any, lead: User) -> None:
    page = enter(lead).get(PAGE).content.decode()
    assert page.count("Nothing of this in the last 12 weeks.") == 3
    assert "No request was registered in this period." in page
    assert "No customer confirmed a result in this period." in page


def test_another_branch_sees_nothing_of_it(enter: Any, other_branch: Any, confirmed: Ticket) -> None:
    context = enter(other_branch.lead).get(PAGE).context
    assert context["arrivals"].total.number == context["ratings"].confirmed.number == 0
    assert all(trend.latest is None for trend in context["trends"])


def test_cost_the_same_number_of_queries_for_any_number_of_tickets(
    enter: Any,
    lead: User,
    confirmed: Ticket,
    register: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = enter(lead)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(PAGE)
    for minutes in range(6):
        register(ago=timedelta(days=3 * minutes, minutes=45))
    with django_assert_num_queries(len(few)):
        client.get(PAGE)
