"""A progress line for commands that take a while; silent where nobody watches."""

from time import monotonic
from typing import Protocol

WIDTH = 30
REDRAW_EVERY = 0.2


class Out(Protocol):
    def write(self, msg: str, *, ending: str = ...) -> None: ...
    def isatty(self) -> bool: ...


class Progress:
    """Counts to `total` and redraws one line at most five times a second."""

    def __init__(self, total: int, *, label: str, out: Out) -> None:
        self.total, self.label, self.out = total, label, out
        self.done = 0
        self.drawn_at = 0.0

    def advance(self, by: int = 1) -> None:
        self.done += by
        if self.out.isatty() and monotonic() - self.drawn_at > REDRAW_EVERY:
            self._draw()

    def close(self) -> None:
        if self.out.isatty():
            self._draw()
            self.out.write("", ending="\n")

    def _draw(self) -> None:
        self.drawn_at = monotonic()
        filled = WIDTH * self.done // max(self.total, 1)
        self.out.write(f"\r[{'#' * filled:<{WIDTH}}] {self.done:,} of {self.total:,} {self.label}", ending="")
