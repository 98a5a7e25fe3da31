"""Notes on exceptions: a text somebody typed, or the names of a festival by language, from a table."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.utils.translation import get_language

# A mapping marks an exception that came from a table of holidays; people type plain text.
Note: TypeAlias = str | Mapping[str, str]
FALLBACK = "en"


def note_text(note: Note | None, language: str | None = None) -> str:
    """The note in the reader's language, else in English, else in whichever it is written."""
    if not note:
        return ""
    if isinstance(note, str):
        return note
    wanted = (language or get_language() or FALLBACK).lower()
    return note.get(wanted) or note.get(FALLBACK) or next(iter(note.values()), "")


def is_from_table(note: Any) -> bool:
    """Whether the exception was loaded, so that loading again may replace it."""
    return isinstance(note, Mapping)


def clean_notes(notes: Mapping[str, Any], exceptions: Mapping[str, Any]) -> dict[str, Any]:
    """The notes worth keeping: of dates that are exceptions, and not empty; in the order of dates."""
    return {
        day: dict(note) if isinstance(note, Mapping) else str(note).strip()
        for day, note in sorted(notes.items())
        if day in exceptions and note_text(note).strip()
    }
