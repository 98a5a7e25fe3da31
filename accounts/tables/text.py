"""A table of rows as people send it: bytes in, lines of cells out, and a report back. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
DELIMITERS = ",;\t"
# A sheet takes a cell that begins like this for a formula, whoever typed it; some the wide signs, too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class NotATable(BadInput):
    code = "not_a_table"
    message = _("This file cannot be read as a table. Save it as CSV, in UTF-8 or GB18030, and send it.")


class TableTooLarge(BadInput):
    code = "table_too_large"
    message = _("This table is too large. Send at most {rows} rows and {megabytes} MB at a time.")


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, with or without its mark, or in GB18030; raises NotATable."""
    if len(raw) > MOST_BYTES:
        raise TableTooLarge(rows=MOST_ROWS, megabytes=MOST_BYTES // 1024 // 1024)
    if raw.startswith(UTF_16) or b"\0" in raw:
        raise NotATable
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotATable


def lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty with the number of the line it begins in, the header first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [_typed(cell) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotATable from error


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)


def _typed(cell: str) -> str:
    """A cell without blanks around it, and without the mark that our own report puts before a formula."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def safe(cell: str) -> str:
    """A cell that no sheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as CSV, piece by piece, with the mark by which sheets know UTF-8."""
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write("\ufeff")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield piece.getvalue()
        piece.seek(0)
        piece.truncate()
