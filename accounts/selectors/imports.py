"""What was brought in, and the report of the rows that were left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from accounts.models import TableImport
from accounts.tables.columns import in_words, places_of, unread
from accounts.tables.text import lines_of, written


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns that are read, in the reader's language, those that are not, and the first rows."""

    headings: list[str]
    unread: list[str]
    rows: list[list[str]]


def sample_of(found: TableImport, most: int = 5) -> Sample:
    lines = lines_of(found.content)
    _line, header = next(lines, (1, []))
    places = places_of(found.kind, header)
    rows = [[cells[at] if at < len(cells) else "" for at in places] for _at, cells in islice(lines, most)]
    return Sample([str(column.label) for column in places.values()], unread(found.kind, header), rows)


def rejected_rows(found: TableImport, most: int | None = None) -> list[tuple[int, str]]:
    """Line and reason, in the reader's language, of the rows left out."""
    return [(line, in_words(found.kind, code, data)) for line, code, data in found.rejected[:most]]


def report(found: TableImport) -> Iterator[str]:
    """The rows left out as CSV: line, reason, and the cells as they came, to be mended and sent again."""
    reasons = dict(rejected_rows(found))
    lines = lines_of(found.content)
    _line, header = next(lines, (1, []))
    head = [_("Line"), _("Reason"), *header]
    return written([head, *([str(line), reasons[line], *cells] for line, cells in lines if line in reasons)])
