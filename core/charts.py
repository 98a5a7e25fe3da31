"""Small charts as plain geometry; the templates draw them as SVG without styles or scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT = 100.0, 40.0
TOP = 2.0  # room for the line's own width
LEAST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of shares over weeks: `path` for a 100 x 40 view box, `weeks` for the table beside it.

    `floor` is the percentage at the bottom edge; the top is 100.
    """

    path: str
    floor: int
    weeks: tuple[tuple[datetime, float | None], ...]

    @property
    def has_line(self) -> bool:
        """A stroke between a week or two is no trend."""
        return sum(percent is not None for _week, percent in self.weeks) >= LEAST_WEEKS


def spark_of(weeks: Sequence[datetime], percents: Sequence[float | None]) -> Spark:
    """A week in which nothing fell due is a gap in the line; a single week is a dot."""
    floor = floor_of(percents)
    return Spark(path_of(percents, floor, 100), floor, tuple(zip(weeks, percents, strict=True)))


def path_of(values: Sequence[float | None], low: float, high: float) -> str:
    """A line through `values` from the left edge to the right one; `high` is at the top. None is a gap."""
    step = WIDTH / max(len(values) - 1, 1)
    path, is_drawing = [], False
    for index, value in enumerate(values):
        if value is not None:
            x, y = index * step, TOP + (HEIGHT - 2 * TOP) * (high - value) / (high - low)
            path.append(f"{'L' if is_drawing else 'M'}{x:.1f} {y:.1f}" + ("" if is_drawing else "h0"))
        is_drawing = value is not None
    return "".join(path)


def floor_of(percents: Sequence[float | None]) -> int:
    """The tens below the lowest value, at most 90, so that small differences stay visible."""
    known = [percent for percent in percents if percent is not None]
    return min(int(min(known, default=100) // 10) * 10, 90)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a stacked bar, in percent of the whole width."""

    css: str
    start: str
    width: str


def bars_of(numbers: Sequence[int], longest: int) -> list[Bar]:
    """Stretches side by side with a hair's breadth between them; `longest` fills the width."""
    bars, begun = [], 0
    for index, number in enumerate(numbers, start=1):
        start, width = 100 * begun / max(longest, 1), 100 * number / max(longest, 1)
        bars.append(Bar(f"b{index}", f"{start:.2f}%", f"{max(width - 0.4, 0):.2f}%"))
        begun += number
    return bars


def step_of(number: int, most: int) -> int:
    """Of a heat map: 0 for none, then four steps up to `most`."""
    return -(-4 * number // most) if number else 0
