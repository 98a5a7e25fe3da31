"""What a table of holidays or an imported file would change in a calendar; nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.calendar_notes import Note, is_from_table

Hours = list[list[str]]


class LeftOut(models.TextChoices):
    """Why a date, or an event of a file, is not taken over."""

    SAME = "same", _("is so already")
    TYPED_HOURS = "typed_hours", _("has hours of its own that somebody entered")
    PAST = "past", _("lies in the past")
    TOO_FAR = "too_far", _("lies more than ten years ahead")
    TOO_LONG = "too_long", _("lasts longer than a year")
    TIMED = "timed", _("is not a whole day")
    CANCELLED = "cancelled", _("is cancelled")
    REPEATS = "repeats", _("repeats in another way than every year")
    UNREADABLE = "unreadable", _("has no date that can be read")


@dataclass(frozen=True, slots=True)
class DayChange:
    """One date: its hours before (None: the weekly ones) and after (empty: closed)."""

    day: date
    before: Hours | None
    after: Hours
    note: Note


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something left out: the name or date it goes by, and why."""

    name: Note
    day: date | None
    why: LeftOut


@dataclass(frozen=True, slots=True)
class Proposal:
    """The exceptions and notes as they would be, and what is new, other and left out in them."""

    exceptions: dict[str, Hours]
    notes: dict[str, Any]
    added: list[DayChange] = field(default_factory=list)
    changed: list[DayChange] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.changed


def propose(
    exceptions: Mapping[str, Hours],
    notes: Mapping[str, Any],
    wanted: Iterable[tuple[date, Hours, Note]],
    *,
    skipped: Iterable[Skipped] = (),
    keeps_typed: bool = False,
) -> Proposal:
    """Lay `wanted` dates over what is there.

    With `keeps_typed`, hours that somebody entered for a date stay: a table of holidays knows less than the
    person who wrote them down.
    """
    result = Proposal(dict(exceptions), dict(notes), skipped=list(skipped))
    for day, hours, note in sorted(wanted, key=lambda one: one[0]):
        key = day.isoformat()
        before = result.exceptions.get(key)
        if before == hours and (notes.get(key) == note or (notes.get(key) and not is_from_table(note))):
            result.skipped.append(Skipped(note, day, LeftOut.SAME))
        elif keeps_typed and before and before != hours and not is_from_table(notes.get(key)):
            result.skipped.append(Skipped(note, day, LeftOut.TYPED_HOURS))
        else:
            change = DayChange(day, before, hours, note)
            (result.added if before is None else result.changed).append(change)
            result.exceptions[key], result.notes[key] = hours, note
    return result
