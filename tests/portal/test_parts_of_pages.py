"""The parts that every page is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.utils import timezone
from lucide import IconDoesNotExist

from core.icons import icon
from core.templatetags.desk_ui import initials
from tickets import marks

NOW = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Promise:
    title: str = "Contact within 2 hours"
    tone: str = "running"
    state: str = "running"
    started_at: datetime | None = NOW - HOUR
    due_at: datetime | None = NOW + HOUR
    stopped_at: datetime | None = None
    left_seconds: int | None = 3600
    late_seconds: int = 0
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    closed: tuple[tuple[datetime, datetime], ...] = ()
    now: datetime = NOW

    @property
    def aims_at(self) -> datetime | None:
        left = self.left_seconds
        return self.due_at or (None if left is None else self.now + timedelta(seconds=left))


RUNNING = Promise()
MISSED = replace(
    RUNNING, tone="missed", due_at=NOW - timedelta(minutes=22), left_seconds=0, late_seconds=22 * 60
)
PAUSED = replace(RUNNING, tone="paused", state="paused", due_at=None, left_seconds=22 * 3600 + 600)
MET = replace(RUNNING, tone="met", state="met", stopped_at=NOW)
JUST_MET = replace(MET, stopped_at=NOW + HOUR)
LATE = replace(MET, tone="late", state="met_late", stopped_at=NOW + 2 * HOUR, late_seconds=2100)
CANCELLED = replace(RUNNING, tone="pending", state="cancelled", stopped_at=NOW)
PENDING = replace(RUNNING, tone="pending", state="pending", started_at=None, due_at=None, left_seconds=None)


@pytest.fixture(autouse=True)
def _in_shanghai() -> Iterator[None]:
    with timezone.override("Asia/Shanghai"):
        yield


def draw(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load desk_ui %}" + source)
    return str(template.render(context))


@pytest.mark.parametrize(
    ("promise", "staff", "customer"),
    [
        (RUNNING, "1 h left", "1 h left"),
        (MISSED, "Missed, 22 min late", "Missed, 22 min late"),
        (PAUSED, "Paused, 22 h 10 left", "Paused, 22 h 10 min left"),
        (MET, "Met, 1 h early", "Met, 1 h early"),
        (JUST_MET, "Met, on time", "Met, on time"),
        (LATE, "Met late, by 35 min", "Met late, by 35 min"),
        (CANCELLED, "No longer applies", "No longer applies"),
        (PENDING, "Not started", "Not started"),
    ],
)
def test_a_badge_says_the_state_with_the_time_in_it(promise: Promise, staff: str, customer: str) -> None:
    assert staff in draw("{% badge p %}", p=promise)
    badge = draw('{% badge p audience="customer" %}', p=promise)
    assert customer in badge
    assert f"tone-{promise.tone}" in badge


@pytest.mark.parametrize(
    ("promise", "figure"),
    [(RUNNING, ">1 h<"), (MISSED, ">22 min late<"), (PAUSED, "22 h 10 left"), (LATE, "35 min"), (MET, "Met")],
)
def test_a_countdown_at_the_desk_is_the_bare_figure(promise: Promise, figure: str) -> None:
    assert figure in draw("{% countdown p %}", p=promise)


def test_only_what_runs_counts_on_in_the_browser() -> None:
    assert 'data-counts="left"' in draw("{% badge p %}", p=RUNNING)
    assert 'data-counts="late"' in draw("{% badge p %}", p=MISSED)
    for promise in (PAUSED, MET, LATE, CANCELLED):
        assert "data-counts" not in draw("{% badge p %}", p=promise)


def test_the_line_says_in_words_what_it_draws() -> None:
    line = draw("{% rail p named=True %}", p=RUNNING)
    assert 'aria-label="Contact within 2 hours, 1 h left, promised by 13:20 today"' in line
    assert "now, 12:20" in line
    assert 'x2="50.0%"' in line


@pytest.mark.parametrize("promise", [RUNNING, MISSED, PAUSED, MET, LATE, CANCELLED, PENDING])
def test_no_part_carries_inline_style(promise: Promise) -> None:
    drawn = draw("{% badge p %}{% countdown p %}{% rail p %}{% mini_rail p %}", p=promise)
    assert "style=" not in drawn
    assert drawn.count('role="img"') == 2


@pytest.mark.parametrize(("code", "hollow"), [("urgent", 0), ("important", 1), ("normal", 2)])
def test_priority_is_a_shape_and_a_word(code: str, hollow: int) -> None:
    bars = draw("{% priority code %}", code=code)
    assert bars.count('class="o"') == hollow
    assert code.capitalize() in bars
    assert 'class="off"' in draw("{% priority code bare=True %}", code=code)


@pytest.mark.parametrize(
    ("name", "letters"), [("Chen Jie", "CJ"), ("陈杰", "陈"), ("Ana Maria Ruiz", "AM"), ("", "?")]
)
def test_an_avatar_shows_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
    assert letters in draw("{% avatar name %}", name=name)


def test_a_time_carries_its_exact_value() -> None:
    drawn = draw('{{ t|at:"long" }}', t=NOW)
    assert 'datetime="2026-11-24T04:20:00+00:00"' in drawn
    assert 'title="2026-11-24 12:20:00 CST (Asia/Shanghai)"' in drawn
    assert draw("{{ t|at }}{{ t|span }}", t=None) == ""


@pytest.mark.parametrize("entry", sorted(marks.MARKS))
def test_every_mark_of_the_log_has_its_icon(entry: str) -> None:
    assert icon(marks.MARKS[entry][0]).startswith('<svg class="ico"')


def test_an_unknown_icon_is_a_mistake_of_ours() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")
