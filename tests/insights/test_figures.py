from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Branch, User
from servicedesk.insights.cards import Card
from sla.models import Clock, ClockState, EndCause
from tests.insights.reading import listed
from tickets.models import Ticket

DASHBOARD = "/insights/"
LIST = "/insights/tickets/"
MOST_QUERIES = 20  # session, user, branch; the side; thirteen of our own


def board(client: Any, **query: str) -> Any:
    return client.get(DASHBOARD, query).context


def numbers_of(card: Card) -> dict[str, int]:
    return {name: figure.number for name, figure in card.figures.items()}


def test_share_kept_counts_late_missed_and_still_open_ones(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    cards = {str(card.promise.metric): card for card in board(enter(lead), period="7")["cards"]}
    assert numbers_of(cards["contact"]) == {
        "due": 4,
        "kept": 2,
        "late": 1,
        "missed": 0,
        "open_late": 1,
        "not_kept": 2,
    }
    assert cards["contact"].percent == 50.0
    assert numbers_of(cards["initial_fix"]) == {
        "due": 3,
        "kept": 1,
        "late": 0,
        "missed": 1,
        "open_late": 1,
        "not_kept": 2,
    }


def test_worst_promise_comes_first(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    percents = [card.percent for card in board(enter(lead), period="7")["cards"]]
    assert percents == sorted(percents)
    assert len(percents) == 3


def test_what_is_not_due_yet_never_counts(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    rows = listed(enter(lead), f"{LIST}?show=due&period=90")
    assert history["fresh"].number not in rows
    assert history["risky"].number not in rows


def test_a_promise_missed_before_it_was_relabelled_stays_missed(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    rows = listed(enter(lead), f"{LIST}?show=missed&promise=A2.2a,initial_fix,86400,elapsed&period=7")
    assert rows == [history["relabelled"].number]


def test_a_promise_given_up_before_its_due_counts_when_that_happened(
    enter: Any, lead: User, register: Any, now: Any
) -> None:
    ticket = register(ago=timedelta(hours=30))
    ended = {"state": ClockState.CANCELLED, "end_cause": EndCause.CLOSED_UNCONFIRMED, "due_at": None}
    clocks = Clock.objects.filter(ticket=ticket, promise__metric="initial_fix")
    clocks.update(**ended, stopped_at=now - timedelta(hours=1))
    rows = listed(enter(lead), f"{LIST}?show=missed&period=today")
    assert rows == [ticket.number]


def test_at_risk_and_missed_today_name_the_tickets(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    context = board(enter(lead))
    assert [row.ticket.number for row in context["risky"]] == [history["risky"].number]
    assert [row.ticket.number for row in context["missed"]] == [history["missed"].number]
    assert [row.promise.tone for row in context["risky"] + context["missed"]] == ["risk", "missed"]
    assert [figure.number for _, _, figure in context["coming"]] == [1, 2, 5]


def test_of_today_begin_at_midnight_in_the_branchs_zone(
    enter: Any, lead: User, register: Any, travelled: Any, now: Any
) -> None:
    ticket = register(ago=timedelta(hours=15))
    assert (now - timedelta(hours=13)).astimezone().date() != now.date()
    assert listed(enter(lead), f"{LIST}?show=missed_today") == []
    travelled.move_to(now + timedelta(hours=9, minutes=30))
    assert ticket.number in listed(enter(lead), f"{LIST}?show=missed_today")


def test_open_ones_are_told_apart_by_priority_and_age(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    lines = board(enter(lead))["backlog"].lines
    counts = {line.priority.value: [stretch.figure.number for stretch in line.stretches] for line in lines}
    assert counts == {"urgent": [2, 0, 1, 0], "important": [1, 0, 1, 0], "normal": [0, 0, 1, 0]}


def test_by_owner_say_who_has_what(
    enter: Any, lead: User, agent: User, colleague: User, history: dict[str, Ticket]
) -> None:
    lines = {line.person: line for line in board(enter(lead), period="7")["owners"].lines}
    assert list(lines) == [agent, colleague]
    assert (lines[agent].open.number, lines[colleague].open.number) == (5, 1)
    assert lines[agent].figures["at_risk"].number == 1
    assert lines[colleague].figures["past_due"].number == 1
    assert lines[colleague].percent == 0.0


def test_of_chosen_days_only(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    context = board(enter(lead), period="custom", since="2026-11-18", until="2026-11-18")
    assert [numbers_of(card)["due"] for card in context["cards"]] == [1]
    assert listed(enter(lead), f"{LIST}?show=due&period=custom&since=2026-11-18&until=2026-11-18") == [
        history["kept"].number
    ]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("", "", "Choose the first and the last day."),
        ("2026-11-20", "2026-11-19", "The last day lies before the first one."),
        ("soon", "2026-11-19", "Enter a valid date."),
    ],
)
def test_of_impossible_days_say_so(enter: Any, lead: User, since: str, until: str, words: str) -> None:
    answer = enter(lead).get(DASHBOARD, {"period": "custom", "since": since, "until": until})
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_of_another_branch_are_for_the_heads_of_the_house(
    enter: Any, lead: User, manager: User, other_branch: Branch, register: Any
) -> None:
    north = register(ago=timedelta(hours=1))
    south = register(ago=timedelta(hours=1), branch_id=other_branch.pk)
    assert listed(enter(lead), f"{LIST}?show=open") == [north.number]
    assert listed(enter(lead), f"{LIST}?show=open&branch={other_branch.pk}") == [north.number]
    assert sorted(listed(enter(manager), f"{LIST}?show=open")) == sorted([north.number, south.number])
    assert listed(enter(manager), f"{LIST}?show=open&branch={other_branch.pk}") == [south.number]


def test_cost_the_same_number_of_queries_for_any_number_of_tickets(
    enter: Any,
    lead: User,
    history: dict[str, Ticket],
    register: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = enter(lead)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(DASHBOARD)
    for minutes in range(6):
        register(ago=timedelta(hours=1, minutes=45 + minutes))
    with django_assert_num_queries(len(few)):
        client.get(DASHBOARD)
