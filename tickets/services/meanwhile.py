"""Nobody writes over another: what is done on an old view of a ticket is refused with what changed since."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict
from core.moments import to_text
from tickets.entries import TASK_STEPS, VISIT_STEPS, WHAT_OTHERS_MUST_KNOW, Entry
from tickets.locks import lock_tickets
from tickets.models import LogEntry, Ticket

MOST_DIGITS = 9  # of a log number that somebody sent us
NEWS = Q(entry__in=WHAT_OTHERS_MUST_KNOW)


def news_of_task(number: int) -> Q:
    """What may make a step on this department's task the wrong one: another step on it (A3.4)."""
    return Q(entry__in=TASK_STEPS, payload__task=number)


def news_of_visit(number: int) -> Q:
    """What may make another time, person or place for this visit the wrong one: a step on it (B3.3)."""
    return Q(entry__in=VISIT_STEPS, payload__visit=number)


def news_of_facts(given: Mapping[str, str]) -> Q:
    """What may make these facts the wrong ones: somebody completed one of them (A3.1)."""
    named = [name for name, value in given.items() if value]
    return Q(entry=Entry.FACTS_COMPLETED, payload__facts__has_any_keys=named)


def read_version(text: str) -> int | None:
    """The log number that somebody says he has seen; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


class ChangedMeanwhile(Conflict):
    """`changes`: what others did since, oldest first; `version`: the number of the last log entry now."""

    code = "changed_meanwhile"
    message = _("Something happened while you were writing. Read what changed, then decide.")

    def __init__(self, changes: list[LogEntry], version: int) -> None:
        super().__init__()
        self.changes, self.version = changes, version

    @property
    def members(self) -> dict[str, Any]:
        """The version to act on next, and each change as its log entry is known to the API."""
        changes = [
            {"number": entry.number, "entry": entry.entry, "happened_at": to_text(entry.happened_at)}
            for entry in self.changes
        ]
        return {"version": self.version, "changes": changes}


@contextmanager
def as_seen(
    *, actor: Actor, ticket_id: int, version: int | None, also: Collection[int] = (), news: Q = NEWS
) -> Iterator[None]:
    """Carry out the block only if no `news` was recorded since log number `version`.

    One transaction, under the ticket's lock, so that of two who answer the same page one is told of the
    other. `also`: further tickets that the block locks, because they are taken in one order.
    Raises ChangedMeanwhile. What `actor` did himself and what only the house noted are no news.
    """
    with transaction.atomic():
        if version is not None:
            _require_nothing_new(actor, lock_tickets([ticket_id, *also])[ticket_id], version, news)
        yield


def _require_nothing_new(actor: Actor, ticket: Ticket, version: int, news: Q) -> None:
    if ticket.last_number == version:
        return
    rows = ticket.log.filter(news, number__gt=version)
    changes = list(rows.exclude(actor_kind=actor.kind, actor_id=actor.pk).order_by("number"))
    if changes:
        raise ChangedMeanwhile(changes, ticket.last_number)
