"""How far a command has come: one line that is redrawn on a terminal, plain milestones elsewhere."""

from time import monotonic
from typing import Protocol

WIDTH = 30
REDRAW_EVERY = 0.2
MILESTONES = 10


class Out(Protocol):
    def write(self, msg: str, *, ending: str = ...) -> None: ...
    def isatty(self) -> bool: ...


class Progress:
    """Counts to `total`; redraws at most five times a second, or writes a line at every tenth of the way."""

    def __init__(self, total: int, *, label: str, out: Out) -> None:
        self.total, self.label, self.out = total, label, out
        self.done = 0
        self.drawn_at = 0.0

    def advance(self, by: int = 1) -> None:
        before, self.done = self._milestone(), self.done + by
        if not self.out.isatty():
            if self._milestone() > before:
                self.out.write(self._count())
        elif monotonic() - self.drawn_at > REDRAW_EVERY:
            self._draw()

    def close(self) -> None:
        if self.out.isatty():
            self._draw()
            self.out.write("", ending="\n")

    def _milestone(self) -> int:
        return MILESTONES * self.done // max(self.total, 1)

    def _count(self) -> str:
        return f"{self.done:,} of {self.total:,} {self.label}"

    def _draw(self) -> None:
        self.drawn_at = monotonic()
        filled = WIDTH * min(self.done, self.total) // max(self.total, 1)
        self.out.write(f"\r[{'#' * filled:<{WIDTH}}] {self._count()}", ending="")
