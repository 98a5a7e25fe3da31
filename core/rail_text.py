"""A promise's line in letters, for the command line: what each is drawn with says `SIGNS`."""

from collections.abc import Mapping

from core.promise_words import LINE
from core.rail import Rail

SIGNS: Mapping[str, str] = {"go": "=", "left": "-", "closed": ".", "stop": ":", "over": "#"}
DUE, NOW, DONE, OPEN = "|", "v", "x", ">"


def legend() -> str:
    """What the signs mean, in the active language."""
    return "   ".join(f"{sign} {LINE[kind]}" for kind, sign in SIGNS.items())


def text_line(rail: Rail, width: int = 60) -> tuple[str, str]:
    """Two lines: the mark (now or done) above, and below it the way with the deadline on it."""
    signs = [SIGNS["left"]] * (width + 1)
    for piece in (*rail.track, *rail.stretches):
        first, last = _column(piece.start, width), _column(piece.end, width)
        for column in range(first, max(last, first + 1)):
            signs[column] = SIGNS[piece.kind]
    signs[width] = OPEN if rail.is_open else signs[width - 1]
    if rail.due is not None:
        signs[_column(rail.due, width)] = DUE
    mark = ""
    if rail.mark is not None:
        mark = " " * _column(rail.mark.at, width) + (DONE if rail.mark.kind == "done" else NOW)
    return mark, "".join(signs)


def _column(share: float, width: int) -> int:
    return round(share * width / 100)
