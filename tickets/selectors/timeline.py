"""The service log of one ticket, ready to be shown."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal, get_args

from django.db.models import BigIntegerField, IntegerField, QuerySet

from accounts.models import IntegrationToken, Skill, User
from core.actors import ActorKind
from core.prepared import Given, Prepared, among
from tickets.entries import MOVES_WITH_A_MERGE, WORDS_FOR_STAFF, Entry
from tickets.models import Attachment, LogEntry, LogText, Ticket
from tickets.selectors.merged import family_of

Audience = Literal["staff", "customer"]
Named = User | IntegrationToken | Skill

SENT_WITH = Prepared(lambda: Attachment.objects.filter(among("entry", "entries")).order_by("pk"))


def timeline(
    ticket: Ticket,
    *,
    audience: Audience,
    after: int = 0,
    since: datetime | None = None,
    numbers: Collection[int] | None = None,
) -> list[LogEntry]:
    """The entries `audience` may see, oldest first, with words, files and `actor_label`; five queries.

    `after`: only entries with a higher number, for pages that already show the rest. `since`: only what
    happened at or after that instant. `numbers`: only these entries.
    """
    if since is None and numbers is None:
        return _ready(ticket, _LOGS[audience](ticket=ticket.pk, after=after), audience)
    rows = entries_for(ticket.pk, audience).filter(number__gt=after)
    rows = rows if since is None else rows.filter(happened_at__gte=since)
    rows = rows if numbers is None else rows.filter(number__in=numbers)
    return _ready(ticket, rows.order_by("number"), audience)


def whole_story(ticket: Ticket, *, audience: Audience) -> list[LogEntry]:
    """The timeline, and in it what was said on the tickets merged into it, in the order it was recorded.

    Two queries for each merge on the way more, and five for all that was said there; none without a merge.
    """
    own = timeline(ticket, audience=audience)
    if all(entry.entry != Entry.MERGED_FROM for entry in own):
        return own
    rows = LogEntry.objects.filter(ticket__in=family_of(ticket), entry__in=MOVES_WITH_A_MERGE)
    rows = rows.exclude(ticket=ticket).select_related("ticket", "text").order_by("ticket", "number")
    moved = _ready(ticket, rows if audience == "staff" else rows.filter(is_public=True), audience)
    return sorted(own + moved, key=lambda entry: entry.recorded_at)


def _ready(ticket: Ticket, rows: Iterable[LogEntry], audience: Audience) -> list[LogEntry]:
    entries = list(rows)
    _give_files(entries)
    _label(ticket, entries)
    if audience == "customer":
        _leave_out_words_for_staff(entries)
    return entries


def files_of(entry: LogEntry) -> list[Attachment]:
    """The files sent with an entry of `timeline`."""
    files: list[Attachment] = entry.files  # type: ignore[attr-defined]  # by _give_files
    return files


def _give_files(entries: Sequence[LogEntry]) -> None:
    """As lists: asking the manager of each of a hundred entries costs more than reading them."""
    by_id = {entry.pk: entry for entry in entries}
    for entry in entries:
        entry.files = []  # type: ignore[attr-defined]  # for files_of
    for file in SENT_WITH(entries=list(by_id)) if by_id else ():
        file.entry = by_id[file.entry_id]
        files_of(file.entry).append(file)


def last_said(ticket: Ticket, entries: Collection[Entry], *, most: int) -> list[LogEntry]:
    """The newest `most` entries of these kinds, newest first, as staff read them; five queries."""
    rows = entries_for(ticket.pk, "staff").filter(entry__in=entries)
    return _ready(ticket, rows.order_by("-number")[:most], "staff")


def entries_for(ticket: int | Given, audience: Audience) -> QuerySet[LogEntry]:
    """The rows of the log of the ticket of this id that `audience` may see, with their words."""
    rows = LogEntry.objects.filter(ticket=ticket).select_related("text")
    return rows if audience == "staff" else rows.filter(is_public=True)


def _whole_log(audience: Audience) -> QuerySet[LogEntry]:
    rows = entries_for(Given("ticket", BigIntegerField()), audience)
    return rows.filter(number__gt=Given("after", IntegerField())).order_by("number")


_LOGS = {audience: Prepared(partial(_whole_log, audience)) for audience in get_args(Audience)}


def _leave_out_words_for_staff(entries: Iterable[LogEntry]) -> None:
    for entry in entries:
        if entry.entry in WORDS_FOR_STAFF:
            entry.text = LogText(entry=entry)


def _label(ticket: Ticket, entries: Iterable[LogEntry]) -> None:
    """Give each entry its actor's name and the names of the people its payload points to."""
    staff = _names(User, _ids(entries, ActorKind.STAFF) | _people(entries))
    systems = _names(IntegrationToken, _ids(entries, ActorKind.INTEGRATION))
    skills = _names(Skill, {pk for entry in entries for pk in entry.payload.get("skills", ())})
    for entry in entries:
        entry.skills = skills  # type: ignore[attr-defined]  # for tickets.reasons
        entry.people = staff  # type: ignore[attr-defined]  # for tickets.wording
        entry.actor_label = {  # type: ignore[attr-defined]  # for templates
            ActorKind.STAFF: staff.get(entry.actor_id or 0, ""),
            ActorKind.CUSTOMER: ticket.customer.name,
            ActorKind.INTEGRATION: systems.get(entry.actor_id or 0, ""),
            ActorKind.SYSTEM: "",
        }[ActorKind(entry.actor_kind)]


def _ids(entries: Iterable[LogEntry], kind: ActorKind) -> set[int]:
    return {entry.actor_id for entry in entries if entry.actor_kind == kind and entry.actor_id}


def _people(entries: Iterable[LogEntry]) -> set[int]:
    """Members of staff that payloads name."""
    found: set[int] = set()
    for entry in entries:
        if entry.entry == "owner_named":
            found |= {entry.payload["was"], entry.payload["now_is"]}
            found |= {line["who"] for line in entry.payload.get("candidates", ())}
        if entry.entry == "watched":
            found.add(entry.payload["user"])
        found |= {*entry.payload.get("told", ()), *entry.payload.get("mentions", ())}
        if "task" in entry.payload:
            found.add(entry.payload.get("owner"))
        if "visit" in entry.payload:
            found.add(entry.payload.get("engineer"))
    return found - {None}


def _names(model: type[Named], ids: set[int]) -> dict[int, str]:
    return dict(_NAMES[model](ids=list(ids))) if ids else {}


def _named(model: type[Named]) -> QuerySet[Any, tuple[int, str]]:
    return model.objects.filter(among("pk", "ids")).values_list("pk", "name")


_NAMES = {model: Prepared(partial(_named, model)) for model in get_args(Named)}
