"""One ticket's log as a document that can be checked without us (A3.3d; docs/service-log-export.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.chain import GENESIS, fingerprint, link
from core.moments import to_text
from tickets.changes import Change, change_in
from tickets.models import Attachment, LogEntry, Ticket
from tickets.selectors.timeline import files_of
from tickets.summaries import words_of
from tickets.wording import sentence

FORMAT = "service-log/1"
Document = dict[str, Any]


def document_of(ticket: Ticket, entries: Sequence[LogEntry], *, now: datetime) -> Document:
    """The document; `entries` are the whole timeline as staff see it."""
    return {
        "format": FORMAT,
        "ticket": {"id": ticket.pk, "number": ticket.number},
        "exported_at": to_text(now),
        "entries": len(entries),
        "head": entries[-1].digest if entries else GENESIS,
        "log": [_line(entry) for entry in entries],
    }


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """An entry on paper: what it says to the reader, the value it changed, what was written."""

    entry: LogEntry
    says: str
    change: Change | None
    words: str


def printed_lines(entries: Iterable[LogEntry], *, audience: str) -> list[PrintedLine]:
    """The entries of a timeline of `audience`, in their order."""
    return [
        PrintedLine(entry, sentence(entry, audience=audience), change_in(entry), words_of(entry))
        for entry in entries
    ]


def _line(entry: LogEntry) -> Document:
    return {
        "number": entry.number,
        "entry": entry.entry,
        "actor": {
            "kind": entry.actor_kind,
            "id": entry.actor_id,
            "part": entry.actor_part,
            "name": getattr(entry, "actor_label", ""),
        },
        "payload": entry.payload,
        "public": entry.is_public,
        "happened_at": to_text(entry.happened_at),
        "recorded_at": to_text(entry.recorded_at),
        "text": _text(entry),
        "files": [_file(file) for file in files_of(entry)],
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _file(file: Attachment) -> Document:
    erased_on = to_text(file.erased_at) if file.erased_at else None
    return {"name": file.name, "size": file.size, "sha256": file.sha256, "erased_on": erased_on}


def _text(entry: LogEntry) -> Document | None:
    text = getattr(entry, "text", None)
    if text is None:
        return None
    erased_on = to_text(text.erased_at) if text.erased_at else None
    return {"words": text.words, "salt": text.salt, "erased_on": erased_on}


def faults_of(document: Mapping[str, Any], *, key: bytes = b"") -> Iterator[str]:
    """What does not fit in an exported document; with the chain's `key` its digests are checked as well."""
    previous, expected = GENESIS, 0
    for line in document["log"]:
        expected += 1
        yield from (f"no. {line['number']}: {what}" for what in _faults(line, previous, expected))
        if key and line["digest"] != link(key, line["previous"], _facts(document, line)):
            yield f"no. {line['number']}: it was changed"
        previous = line["digest"]
    if (document["entries"], document["head"]) != (expected, previous):
        yield "the log ends elsewhere than the document says"


def _faults(line: Mapping[str, Any], previous: str, expected: int) -> Iterator[str]:
    if line["number"] != expected:
        yield f"number {expected} is missing"
    if line["previous"] != previous:
        yield "it does not follow the entry before"
    text, written = line["text"], line["payload"].get("text")
    if written and text is None:
        yield "its text is missing"
    elif text and not text["erased_on"] and fingerprint(text["words"], text["salt"]) != written:
        yield "its text was changed"


def _facts(document: Mapping[str, Any], line: Mapping[str, Any]) -> Document:
    actor = line["actor"]
    taken = ("number", "entry", "payload", "public", "happened_at", "recorded_at")
    return {
        "ticket": document["ticket"]["id"],
        "actor": [actor["kind"], actor["id"], actor["part"]],
        **{name: line[name] for name in taken},
    }
