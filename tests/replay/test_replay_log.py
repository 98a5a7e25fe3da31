"""The main job on real input: another help desk's log, lived through by the same services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Branch
from notifications.models import Message
from servicedesk.management.commands.replay_log import AFTERWARDS, SHIPPED, first_cases, set_up
from servicedesk.replay import progress
from servicedesk.replay.mapping import MappingError, read_mapping
from servicedesk.replay.reading import Event, LogFileError, Malformed, read_events
from servicedesk.replay.replay import Replay
from servicedesk.replay.report import as_text, promise_lines
from sla.models import Breach, Clock, Firing
from sla.selectors.sweeps import last_sweep_at
from sla.services.verification import verify_tickets
from tickets.models import LogEntry, Ticket
from tickets.services.verification import verify_log

REAL_LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "helpdesk-log.csv"
HEAD = "time,case,activity,resource\n"
STORY = """\
2026-03-02T08:00:00Z,1,Insert ticket,agent-1
2026-03-02T08:30:00Z,1,Take in charge ticket,agent-2
2026-03-02T09:00:00Z,2,Assign seriousness,agent-1
2026-03-02T20:00:00Z,1,Resolve ticket,agent-2
2026-03-02T21:00:00Z,2,Take in charge ticket,agent-1
2026-03-04T10:00:00Z,2,Resolve ticket,agent-1
2026-03-09T08:00:00Z,1,Closed,agent-2
2026-03-10T08:00:01Z,2,Closed,agent-1
"""

Player = Callable[..., Replay]


@pytest.fixture
def log_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "log.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def play(path: Path, *, cases: int = 0, branch: Branch | None = None) -> list[Malformed]:
    """Replay a file into the test database; answers the rows left out."""
    activities = read_mapping(SHIPPED)
    rows = first_cases(list(read_events(path, known=activities)), cases)
    events = [row for row in rows if isinstance(row, Event)]
    problems: list[Malformed] = []
    branch = branch or set_up("A", events)
    Replay(activities, branch=branch, on_problem=problems.append).run(rows, until=events[-1].at + AFTERWARDS)
    return problems


@pytest.mark.django_db
def test_each_promise_is_kept_or_missed_at_the_time_of_the_events(log_file: Callable[[str], Path]) -> None:
    """A2.1, A2.2a: contact after 30 minutes and 12 hours; first fix after 12 and 49 hours."""
    play(log_file(HEAD + STORY))
    lines = promise_lines(since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 4, 1, tzinfo=UTC))
    found = {
        line.key.metric: (line.counts["kept"], line.counts["late"], line.counts["missed"]) for line in lines
    }
    assert found == {"contact": (1, 1, 0), "initial_fix": (1, 1, 0)}
    assert Breach.objects.count() == 2
    assert list(verify_log(now=timezone.now())) == []
    assert "8 events: 8 done" in as_text(lines)


@pytest.mark.django_db
def test_every_firing_is_noticed_at_the_instant_it_was_due(log_file: Callable[[str], Path]) -> None:
    play(log_file(HEAD + STORY))
    assert Firing.objects.exists()
    assert not [f for f in Firing.objects.all() if f.noticed_at - f.at > timedelta(seconds=1)]


@pytest.mark.django_db
def test_a_plan_that_comes_to_apply_after_its_limit_says_all_of_it_at_once(
    log_file: Callable[[str], Path],
) -> None:
    """Reopened, and found to be complex days later: due, rung and limit have passed when the plan begins."""
    play(
        log_file(
            HEAD
            + "2026-03-02T08:00:00Z,1,Take in charge ticket,agent-1\n"
            + "2026-03-02T09:00:00Z,1,Resolve ticket,agent-1\n"
            + "2026-03-05T09:00:00Z,1,Take in charge ticket,agent-1\n"
            + "2026-03-16T12:00:00Z,1,Create SW anomaly,agent-2\n"
        )
    )
    ticket = Ticket.objects.get()
    said = list(ticket.log.filter(payload__metric="plan").order_by("number").values_list("number", "entry"))
    first = said[0][0]
    assert said[:3] == [(first, "promise_missed"), (first + 1, "escalated"), (first + 2, "limit_passed")]
    assert not list(verify_tickets([ticket], swept_at=last_sweep_at()))


@pytest.mark.django_db
def test_what_the_rules_refuse_is_counted_by_reason_and_changes_nothing(
    log_file: Callable[[str], Path],
) -> None:
    play(log_file(f"{HEAD}2026-03-02T08:00:00Z,1,Insert ticket,a\n2026-03-02T09:00:00Z,1,Closed,a\n"))
    assert progress.outcomes() == {"done": 1, "Closed: illegal_step": 1}
    assert Ticket.objects.get().state == "registered"
    assert not LogEntry.objects.filter(entry="contacted").exists()


@pytest.mark.django_db
def test_a_malformed_row_is_reported_with_its_line_and_the_rest_goes_on(
    log_file: Callable[[str], Path],
) -> None:
    bad = "yesterday,1,Insert ticket,a\n2026-03-02T08:00:00,1,Dance,a\n2026-03-02T08:00:00Z,,Closed,a\n"
    problems = play(log_file(HEAD + bad + STORY))
    assert [problem.line for problem in problems] == [2, 3, 4]
    assert "Dance" in problems[1].why
    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_an_interrupted_replay_goes_on_where_it_stopped(log_file: Callable[[str], Path]) -> None:
    lines = STORY.splitlines(keepends=True)
    play(log_file(HEAD + "".join(lines[:4])))
    entries = LogEntry.objects.count()
    play(log_file(HEAD + STORY), branch=Branch.objects.get())
    assert progress.outcomes() == {"done": 8}
    assert Ticket.objects.count() == 2
    assert LogEntry.objects.count() > entries


@pytest.mark.django_db
def test_nothing_is_sent_to_anybody(log_file: Callable[[str], Path]) -> None:
    play(log_file(HEAD + STORY))
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('["Closed"]\nsteps = ["dance"]\n', "dance"),
        ('["Closed"]\nwhenever = ["note"]\n', "whenever"),
        ("not toml at all", "mapping.toml"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=what):
        read_mapping(path)


def test_a_file_that_is_no_event_log_is_refused(log_file: Callable[[str], Path]) -> None:
    with pytest.raises(LogFileError, match="activity"):
        list(read_events(log_file("time,case\n"), known=()))


@pytest.mark.django_db
def test_the_command_says_in_a_sentence_what_is_wrong(log_file: Callable[[str], Path]) -> None:
    with pytest.raises(CommandError, match="columns"):
        call_command("replay_log", str(log_file("a,b\n")), stdout=StringIO())


@pytest.mark.slow
@pytest.mark.skipif(not REAL_LOG.exists(), reason=f"no real log at {REAL_LOG}")
@pytest.mark.django_db(transaction=True)
def test_the_first_300_cases_of_a_real_log_are_all_accounted_for() -> None:
    play(REAL_LOG, cases=300)
    assert Ticket.objects.count() == 300
    assert progress.outcomes().total() == sum(
        1 for row in first_cases(list(read_events(REAL_LOG, known=read_mapping(SHIPPED))), 300)
    )
    assert Clock.objects.filter(promise__metric="contact", cycle=1).count() == 300
    assert list(verify_log(now=timezone.now())) == []
