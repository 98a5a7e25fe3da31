"""A deadline counted in working days, as steps anybody can follow; also on the command line."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from accounts.models import Branch, User
from core.actors import Actor
from core.rail import rail_of
from sla.models import CalendarVersion, CommitmentVersion
from sla.selectors.explain import Step, explain, explained_promises
from sla.selectors.promises import PromiseView, promises_of
from sla.services.letters import install_letter
from tests.sla.conftest import SYSTEM, FindClock
from tickets.choices import Complexity
from tickets.models import LogEntry, Ticket
from tickets.services.classification import set_complexity
from tickets.services.conversation import ask_customer, customer_writes
from tickets.services.registration import ServiceRequest, register_ticket

Do = Callable[..., Any]
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3600
FOR_A_DAY = (
    "Allowed: 1 working day, the day of the start not counted, until business ends on the last: "
    "13 h 45 min of open time in all."
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in Shanghai, November 2026: the 27th is a Friday, the 31st stands for the 1st of December."""
    start = datetime(2026, 11, 1, tzinfo=SHANGHAI)
    return (start + timedelta(days=day - 1, hours=hour, minutes=minute)).astimezone(UTC)


@pytest.fixture
def now() -> datetime:
    """A Friday, a quarter past ten in Shanghai."""
    return at(27, 10, 15)


@pytest.fixture
def letter(office: CalendarVersion, now: datetime) -> CommitmentVersion:
    """Letter D, counted in office hours."""
    assert office.pk
    return install_letter("D", actor=SYSTEM, now=now - timedelta(days=1))


def told(steps: list[Step]) -> list[tuple[str, str, int | None, datetime | None]]:
    return [(step.kind, str(step.detail), step.seconds, step.at) for step in steps]


def seen(ticket: Ticket, metric: str, at: datetime) -> PromiseView:
    return next(view for view in promises_of([ticket], now=at)[ticket.pk] if view.metric == metric)


def test_one_working_day_over_a_weekend_is_explained_window_by_window(
    ticket: Ticket, letter: CommitmentVersion, clock: FindClock, now: datetime
) -> None:
    with translation.override("en"):
        steps = explain(clock("diagnosis").pk, now=now)
        assert told(steps) == [
            ("rule", "Signed for every request.", None, None),
            ("hours", "Head office, version 1, Asia/Shanghai", None, None),
            (
                "start",
                FOR_A_DAY,
                13 * HOUR + 2700,
                now,
            ),
            ("open", "1 h 45 min of 13 h 45 min used", 6300, at(27, 12)),
            ("closed", "", 5400, at(27, 13, 30)),
            ("open", "6 h 15 min of 13 h 45 min used", 16200, at(27, 18)),
            ("closed", "", 63 * HOUR, at(30, 9)),
            ("open", "9 h 15 min of 13 h 45 min used", 3 * HOUR, at(30, 12)),
            ("closed", "", 5400, at(30, 13, 30)),
            ("open", "13 h 45 min of 13 h 45 min used", 16200, at(30, 18)),
            ("due", "", None, at(30, 18)),
        ]
        assert str(steps[0].label) == f"Clause D2.2.2 of commitment {letter.number}"
    assert steps[-1].at == clock("diagnosis").due_at
    assert ticket.pk


def test_the_running_total_is_the_sum_of_what_was_counted(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock
) -> None:
    """With a pause over noon and a night of its own."""
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=at(27, 11))
    accept("question", at(27, 11))
    customer_writes(
        actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, text="That.", now=at(27, 15)
    )
    steps = explain(clock("solution").pk, now=at(27, 16))
    counted = 0
    for step in steps[3:]:
        counted += (step.seconds or 0) if step.counts else 0
        assert step.total == counted
    assert (steps[-1].at, counted) == (clock("solution").due_at, steps[2].seconds)
    assert [step.kind for step in steps[:6]] == ["rule", "hours", "start", "open", "paused", "open"]


def test_while_paused_the_steps_end_with_the_open_time_that_is_left(
    ticket: Ticket, agent: User, accept: Do, clock: FindClock
) -> None:
    ask_customer(actor=Actor.user(agent), ticket_id=ticket.pk, text="Which?", now=at(27, 11, 15))
    accept("question", at(27, 11, 15))
    last = explain(clock("solution").pk, now=at(27, 20))[-1]
    allowed = (1 * HOUR + 2700 + 16200) + 2 * (3 * HOUR + 16200)
    assert (last.kind, last.seconds, last.at, last.total) == ("left", allowed - HOUR, None, HOUR)
    view = seen(ticket, "solution", at(27, 20))
    assert (view.due_at, view.aims_at) == (None, at(32, 15, 45))  # as if it went on on Monday


def test_the_picture_shows_nights_and_the_weekend_up_to_the_deadline(ticket: Ticket, now: datetime) -> None:
    view = seen(ticket, "diagnosis", now)
    assert view.closed == (
        (at(27, 12), at(27, 13, 30)),
        (at(27, 18), at(30, 9)),
        (at(30, 12), at(30, 13, 30)),
    )
    assert rail_of(view).kinds == {"left", "closed"}
    assert seen(ticket, "response", now).closed == ()


def test_an_update_of_the_next_day_is_shown_as_one_that_has_not_begun(
    ticket: Ticket, agent: User, clock: FindClock
) -> None:
    """Complex since late Friday: Monday is the first day."""
    set_complexity(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        complexity=Complexity.COMPLEX,
        reason="",
        now=at(27, 10, 20),
    )
    update = clock("progress_update")
    before = update.started_at - timedelta(hours=1)
    view = seen(ticket, "progress_update", before)
    assert (view.state, view.tone) == ("pending", "pending")
    assert view.closed == tuple(
        span for span in ((at(27, 12), at(27, 13, 30)), (at(30, 12), at(30, 13, 30))) if span in view.closed
    )
    assert rail_of(view).mark is None
    steps = explain(update.pk, now=before)
    assert (steps[-1].kind, steps[-1].at) == ("due", update.due_at)
    with translation.override("en"):
        assert str(steps[2].detail).startswith("Due when business ends that day")


def test_a_letter_for_one_branch_says_that_it_goes_before(
    request_facts: ServiceRequest, letter: CommitmentVersion, branch: Branch, agent: User, now: datetime
) -> None:
    assert letter.pk
    assert agent.pk
    own = install_letter("A", actor=SYSTEM, branch=branch, now=now)
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    fix = seen(ticket, "initial_fix", now)
    with translation.override("en"):
        rule = explain(fix.clock_id, now=now)[0]
        assert str(rule.label) == f"Clause A2.2a of commitment {own.number}"
        assert str(rule.detail) == (
            "Signed for North branch, so it goes before more general letters. Holds for: General."
        )


def test_any_number_of_explanations_costs_two_queries(
    ticket: Ticket, now: datetime, django_assert_num_queries: Any
) -> None:
    explained_promises(ticket, now=now)  # terms and calendars are read once per process
    with django_assert_num_queries(2), translation.override("en"):
        found = explained_promises(ticket, now=now)
        assert all(str(step.label) and str(step.detail) is not None for _, each in found for step in each)
    with django_assert_num_queries(2):
        views = promises_of([ticket], now=now)[ticket.pk]
    assert [promise for promise, _ in found] == views
    assert len(views) >= 3


@pytest.fixture
def its_now() -> Iterator[Do]:
    """`its_now(instant)`: the command looks at the clock itself; here it stands there."""
    with time_machine.travel(at(27, 10, 15), tick=False) as traveller:
        yield traveller.move_to


def run(*args: str) -> str:
    out = StringIO()
    call_command("explain", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_each_step_and_the_line(ticket: Ticket, its_now: Do) -> None:
    its_now(at(27, 14, 30))
    said = run(ticket.number, "--clock", "diagnosis")
    lines = said.splitlines()
    assert lines[0].startswith(ticket.number)
    assert "Diagnosis within 1 working day" in said
    assert "Response" not in said
    assert "Counted" in said
    assert "Head office, version 1, Asia/Shanghai" in said
    assert "Mon 30 Nov, 18:00" in said
    assert len({line.index("Signed") for line in lines if "Signed" in line}) == 1
    legend, way, mark = lines[-1], lines[-3].strip(), lines[-4].strip()
    assert (len(way), set(way), mark) == (61, {"=", ".", "-", "|"}, "v")
    assert ". closed, not counted" in legend


def test_the_command_speaks_the_readers_language_in_his_zone(ticket: Ticket, its_now: Do) -> None:
    its_now(at(27, 14, 30))
    said = run(ticket.number, "--language", "zh-hans", "--zone", "Europe/Madrid")
    assert "Europe/Madrid" in said
    assert "11:00" in said  # 18:00 in Shanghai
    assert "Counted" not in said
    assert "工作日" in said
    assert timezone.get_current_timezone_name() != "Europe/Madrid"


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        (("no-such",), "There is no ticket 'no-such'"),
        (("{number}", "--language", "tlh"), "There is no language 'tlh'; choose one of en, zh-hans"),
        (("{number}", "--zone", "Mars/Base"), "There is no time zone 'Mars/Base'"),
        (("{number}", "--zone", "../etc/passwd"), "There is no time zone"),
        (("{number}", "--clock", "follow_up"), "has no promise 'follow_up'"),
    ],
)
def test_the_command_says_what_is_wrong(ticket: Ticket, args: tuple[str, ...], wrong: str) -> None:
    before = LogEntry.objects.count()
    with pytest.raises(CommandError, match=wrong):
        run(*(part.format(number=ticket.number) for part in args))
    assert LogEntry.objects.count() == before


def test_the_command_explains_that_there_is_nothing_without_a_letter(
    request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    assert agent.pk
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=now)
    with pytest.raises(CommandError, match="no commitment was in force"):
        run(ticket.number)
