"""What every face shows of a promise: state, deadline, steps (C1.3; semantics, section 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.models import User
from core.actors import Actor
from core.errors import NotFound
from sla.models import CommitmentVersion
from sla.selectors.access import get_clock
from sla.selectors.explain import explain, explained_promises
from sla.selectors.pledge import pledge
from sla.selectors.promises import PromiseView, promises_of
from sla.wording import amount
from tests.sla.conftest import SYSTEM, FindClock
from tickets.choices import Complexity, Impact, Kind
from tickets.models import Ticket
from tickets.services.classification import set_complexity
from tickets.services.closing import confirm_solved
from tickets.services.conversation import ask_customer, customer_writes
from tickets.services.registration import ServiceRequest, register_ticket

Later = Callable[..., datetime]
Do = Callable[..., Any]


def shown(ticket: Ticket, now: datetime) -> dict[str, PromiseView]:
    return {view.metric: view for view in promises_of([ticket], now=now)[ticket.pk]}


@pytest.mark.parametrize(
    ("minutes", "tone", "left", "late"),
    [
        (0, "running", 7200, 0),
        (59, "running", 3660, 0),
        (60, "risk", 3600, 0),
        (120, "risk", 0, 0),
        (121, "missed", 0, 60),
    ],
)
def test_a_running_promise_is_at_risk_from_its_first_warning_and_missed_after_due(
    ticket: Ticket, later: Later, minutes: int, tone: str, left: int, late: int
) -> None:
    """Whether or not a sweep has been by."""
    view = shown(ticket, later(minutes=minutes))["contact"]
    assert (view.tone, view.state, view.left_seconds, view.late_seconds) == (tone, "running", left, late)


def test_a_paused_promise_has_no_due_and_shows_what_is_left(
    ticket: Ticket, agent: User, accept: Do, later: Later
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=later(hours=4))
    accept("question", later(hours=4))
    view = shown(ticket, later(hours=9))["initial_fix"]
    assert (view.tone, view.due_at, view.left_seconds) == ("paused", None, 20 * 3600)
    assert view.pauses == ((later(hours=4), None),)


def test_kept_late_and_no_longer_applying_promises_say_so(
    ticket: Ticket, agent: User, contact: Do, accept: Do, later: Later
) -> None:
    accept("solution_sent", later(hours=1))
    contact(later(hours=3))
    views = shown(ticket, later(hours=4))
    assert (views["contact"].tone, views["contact"].late_seconds, views["contact"].is_breached) == (
        "late",
        3600,
        True,
    )
    assert (views["initial_fix"].tone, views["initial_fix"].late_seconds) == ("met", 0)


def test_a_promise_that_no_longer_applies_is_not_shown_as_missed(
    ticket: Ticket, agent: User, later: Later
) -> None:
    set_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=1),
    )
    view = shown(ticket, later(hours=2))["initial_fix"]
    assert (view.state, view.tone) == ("cancelled", "pending")


def test_what_was_missed_and_then_ended_unkept_stays_missed(ticket: Ticket, watch: Do, later: Later) -> None:
    watch(later(hours=25))
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=later(hours=26))
    view = shown(ticket, later(hours=30))["initial_fix"]
    assert (view.state, view.tone, view.late_seconds) == ("missed", "missed", 7200)


def test_next_deadline_first_then_late_then_met(
    ticket: Ticket, lead: User, contact: Do, accept: Do, later: Later
) -> None:
    def order(now: datetime) -> list[str]:
        return [view.metric for view in promises_of([ticket], now=now)[ticket.pk]]

    assert order(later(minutes=1)) == ["contact", "initial_fix"]
    accept("solution_sent", later(hours=1))
    contact(later(hours=3))
    set_complexity(
        actor=Actor.user(lead),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="x",
        now=later(hours=4),
    )
    assert order(later(hours=5)) == ["plan", "contact", "initial_fix"]


def test_a_page_of_tickets_costs_two_queries(
    ticket: Ticket, request_facts: ServiceRequest, now: datetime, django_assert_num_queries: Any
) -> None:
    tickets = [ticket, *(register_ticket(actor=SYSTEM, request=request_facts, now=now) for _ in range(4))]
    with django_assert_num_queries(2):
        views = promises_of(tickets, now=now)
    assert [len(views[each.pk]) for each in tickets] == [2] * 5


def test_a_promise_is_named_in_the_readers_language(ticket: Ticket, now: datetime) -> None:
    view = shown(ticket, now)["contact"]
    with translation.override("en"):
        assert (str(view.title), str(view.short)) == ("Contact within 2 hours", "Contact")


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (7200, "elapsed", "2 hours"),
        (3600, "elapsed", "1 hour"),
        (172800, "elapsed", "48 hours"),
        (1800, "elapsed", "30 minutes"),
        (60, "elapsed", "1 minute"),
        (6, "elapsed", "6 seconds"),
        (14400, "working", "4 hours of working time"),
        (2, "working_days", "2 working days"),
    ],
)
def test_times_read_like_the_letter(number: int, unit: str, words: str) -> None:
    with translation.override("en"):
        assert amount(number, unit) == words


def test_a_deadline_is_explained_in_steps_anybody_can_follow(
    ticket: Ticket,
    letter: CommitmentVersion,
    agent: User,
    accept: Do,
    clock: FindClock,
    now: datetime,
    later: Later,
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=later(hours=4))
    accept("question", later(hours=4))
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="That.", now=later(hours=10)
    )
    with translation.override("en"):
        steps = [
            (str(step.label), str(step.detail), step.seconds, step.at)
            for step in explain(clock("initial_fix").pk, now=later(hours=11))
        ]
    assert steps == [
        (
            f"Clause A2.2a of commitment {letter.number}",
            "Signed for every request. Holds for: General.",
            None,
            None,
        ),
        ("Received", "24 h are allowed from here on, counted day and night.", 86400, now),
        ("Counted", "4 h of 24 h used", 4 * 3600, later(hours=4)),
        ("Paused: waiting for the customer", "This time does not count.", 6 * 3600, later(hours=10)),
        ("Counted", "24 h of 24 h used", 20 * 3600, later(hours=30)),
        ("Due", "", None, later(hours=30)),
    ]


def test_a_promise_that_started_paused_is_explained_without_an_empty_stretch(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, now: datetime, later: Later
) -> None:
    """The question was sent the very second in which the request came in."""
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=now)
    accept("question", now)
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="That.", now=later(hours=1)
    )
    steps = explain(clock("initial_fix").pk, now=later(hours=2))
    assert [step.seconds for step in steps] == [None, 86400, 3600, 86400, None]


def test_while_paused_the_steps_end_with_what_is_left(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock, later: Later
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=later(hours=4))
    accept("question", later(hours=4))
    last = explain(clock("initial_fix").pk, now=later(hours=9))[-1]
    assert (str(last.label), last.seconds, last.at) == ("Left when it goes on", 20 * 3600, None)


def test_the_counted_steps_add_up_to_what_was_agreed(ticket: Ticket, clock: FindClock, now: datetime) -> None:
    steps = {promise.clock_id: each for promise, each in explained_promises(ticket, now=now)}
    kinds = [[step.kind for step in steps[clock(metric).pk]] for metric in ("contact", "initial_fix")]
    assert kinds == [["rule", "start", "open", "due"]] * 2
    assert steps[clock("contact").pk][2].seconds == 7200


def test_there_is_nothing_to_explain_about_an_unknown_clock(ticket: Ticket, now: datetime) -> None:
    assert ticket.pk
    assert explain(0, now=now) == []


def test_before_sending_a_visitor_sees_what_he_can_hold_us_to(
    letter: CommitmentVersion, now: datetime, later: Later
) -> None:
    """Truncated to the second, as the request will be."""
    assert letter.pk
    lines = pledge(kind=Kind.REPAIR, impact=Impact.STOPPED, now=now + timedelta(microseconds=5))
    assert [(line.metric, line.due_at, line.complexity) for line in lines] == [
        ("contact", later(hours=2), ""),
        ("initial_fix", later(hours=24), "general"),
        ("plan", later(hours=48), "complex"),
    ]


def test_nothing_chosen_yet_still_shows_the_letter_and_no_letter_shows_nothing(
    letter: CommitmentVersion, now: datetime, later: Later
) -> None:
    assert letter.pk
    assert len(pledge(kind="", impact="", product="", now=now)) == 3
    assert pledge(kind="", now=later(days=-30)) == []


def test_a_clock_is_seen_by_those_who_see_its_ticket(
    ticket: Ticket, agent: User, other_agent: User, clock: FindClock
) -> None:
    pk = clock("contact").pk
    assert get_clock(actor=Actor.user(agent), clock_id=pk).ticket == ticket
    assert get_clock(actor=Actor.customer(ticket.customer_id), clock_id=pk).pk == pk
    for actor, wanted in ((Actor.user(other_agent), pk), (Actor.customer(0), pk), (Actor.user(agent), 0)):
        with pytest.raises(NotFound):
            get_clock(actor=actor, clock_id=wanted)
