"""What was brought in, and the report of the rows that were left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Func, IntegerField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import RecordKind, TableImport
from accounts.policies import registry
from accounts.tables.columns import in_words, places_of, unread
from accounts.tables.text import lines_of, written
from core.actors import Actor
from core.errors import NotFound


class JSONLength(Func):
    function = "jsonb_array_length"
    output_field = IntegerField()


class NoSuchImport(NotFound):
    code = "no_such_import"
    message = _("This import does not exist any more. Send the file again.")


def latest_imports(*, actor: Actor, most: int = 20) -> list[TableImport]:
    """The last tables somebody uploaded, newest first, without their content; raises NotAllowed."""
    registry.require(actor, "import", RecordKind.PURCHASE)
    rows = TableImport.objects.select_related("made_by").defer("content", "rejected")
    return list(rows.annotate(left_out=JSONLength("rejected")).order_by("-made_at", "-pk")[:most])


def get_import(*, actor: Actor, import_id: int) -> TableImport:
    """One table; raises NotAllowed, NoSuchImport."""
    registry.require(actor, "import", RecordKind.PURCHASE)
    found = TableImport.objects.select_related("made_by").filter(pk=import_id).first()
    if found is None:
        raise NoSuchImport
    return found


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
    return Sample([str(column.label) for column in places.values()], unread(header, places), rows)


def rejected_rows(found: TableImport, most: int | None = None) -> list[tuple[int, str]]:
    """Line and reason, in the reader's language, of the rows left out."""
    return [(line, in_words(found.kind, code, data)) for line, code, data in found.rejected[:most]]


def report(found: TableImport) -> Iterator[str]:
    """The rows left out as CSV: line, reason, and the cells as they came, to be mended and sent again."""
    reasons = dict(rejected_rows(found))
    lines = lines_of(found.content)
    _line, header = next(lines, (1, []))
    head = [gettext("Line"), gettext("Reason"), *header]
    return written([head, *([str(line), reasons[line], *cells] for line, cells in lines if line in reasons)])
