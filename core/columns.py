"""Text in columns for the command line; a Chinese character is two columns wide."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

WIDE = frozenset("WF")


def width(text: str) -> int:
    """The columns that `text` takes up on a terminal."""
    return sum(2 if east_asian_width(sign) in WIDE else 1 for sign in text)


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """The rows as lines whose cells stand below one another."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        yield gap.join(cells).rstrip()
