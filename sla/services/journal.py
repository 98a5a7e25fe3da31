"""The journal of the living: changes go into the service log and the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

from accounts.models import Role, User
from accounts.selectors.staff import OWNER, TICKET_OWNER, recipients
from core.actors import Actor
from core.collecting import write_out
from core.rows import insert_rows
from sla.models import Binding, Clock
from sla.rungs import Action
from sla.selectors.commitments import house_rules
from sla.selectors.terms import PromiseTerms, terms_of_version
from sla.selectors.timetables import version_for_clock
from sla.services.book import Book, Deadlines
from sla.timing import Moment
from tickets.choices import Priority
from tickets.entries import Entry
from tickets.models import DepartmentTask, LogEntry, Ticket
from tickets.selectors.told import holders
from tickets.services.assignment import hand_to_lead
from tickets.services.deadlines import set_deadlines
from tickets.services.log import record
from tickets.services.raising import raise_handling

SYSTEM = Actor.system("sla")
NAMES_OWNER = frozenset({Entry.OWNER_NAMED, Entry.TASK_ASKED, Entry.TASK_ACCEPTED, Entry.TASK_REASSIGNED})
Subject: TypeAlias = tuple[int, int | None]  # a ticket, or a task of it by its number
Named: TypeAlias = list[tuple[datetime, int]]
ONE_UP = {Priority.NORMAL: Priority.IMPORTANT, Priority.IMPORTANT: Priority.URGENT}


class LiveJournal:
    """For all books that were opened together; remembers who holds a role and who owned what."""

    def __init__(self, tickets: Iterable[Ticket]) -> None:
        self._tickets = [ticket.pk for ticket in tickets]
        self._holders: dict[tuple[str, int, int, int | None], list[int]] = {}
        self._of_tasks: dict[tuple[str, int, int, int], list[int]] = {}
        self._owners: dict[Subject, Named] | None = None
        self.versions: dict[int, int | None] = {}

    def write(
        self,
        book: Book,
        entry: Entry,
        payload: Mapping[str, Any],
        *,
        happened_at: datetime,
        recorded_at: datetime,
    ) -> int:
        row = record(
            book.ticket,
            actor=SYSTEM,
            entry=entry,
            payload=payload,
            happened_at=happened_at,
            recorded_at=recorded_at,
        )
        return row.number

    def admit(self, clocks: list[Clock]) -> None:
        insert_rows(clocks)

    def calendar_for(self, book: Book, terms: PromiseTerms) -> int | None:
        return version_for_clock(terms, book.ticket.branch_id)

    def version_of(self, book: Book) -> int | None:
        ticket_id = book.ticket.pk
        if ticket_id not in self.versions:
            bindings = Binding.objects.filter(ticket=ticket_id)
            self.versions[ticket_id] = bindings.values_list("version", flat=True).first()
        return self.versions[ticket_id]

    def entries(self, book: Book) -> Iterable[LogEntry]:
        write_out()
        return book.ticket.log.order_by("number")

    def show(self, book: Book, deadlines: Deadlines) -> None:
        set_deadlines(
            book.ticket,
            next_due_at=deadlines.next_due_at,
            next_due_metric=deadlines.next_due_metric,
            next_risk_at=deadlines.next_risk_at,
            is_paused=deadlines.is_paused,
        )

    def house_terms(self, book: Book, entry: LogEntry) -> PromiseTerms | None:
        version = house_rules(branch_id=book.ticket.branch_id, at=entry.happened_at)
        promises = () if version is None else terms_of_version(version.pk)
        return next((terms for terms in promises if book.applies(terms)), None)

    def owner_at(self, book: Book, at: datetime, task: int | None = None) -> int:
        if self._owners is None:
            self._owners = owners_of(self._tickets)
        return owner_in(self._owners.get((book.ticket.pk, task), []), at) or book.ticket.owner_id

    def told(self, book: Book, clock: Clock, moment: Moment) -> list[int]:
        """Each once, in the ladder's order."""
        task = clock.task_number
        if task is None:
            holders = [self._holding(book, role) for role in moment.tell]
        else:
            holders = [self._holding_of_task(book, task, role, moment.at) for role in moment.tell]
        return list(dict.fromkeys(chain.from_iterable(holders)))

    def take(self, book: Book, action: Action, *, happened_at: datetime, recorded_at: datetime) -> None:
        ticket, times = book.ticket, {"happened_at": happened_at, "recorded_at": recorded_at}
        if action is Action.REASSIGN:
            hand_to_lead(ticket, actor=SYSTEM, **times)
            write_out()  # who was named is read from the log again
            self._owners = None
        else:
            raise_handling(ticket, to=raised(ticket, action), actor=SYSTEM, **times)

    def _holding(self, book: Book, role: str) -> list[int]:
        ticket = book.ticket
        whose = ticket.owner_id if role in {OWNER, Role.LEAD} else 0
        key = (role, whose, ticket.branch_id, ticket.complaint_about_id)
        if key not in self._holders:
            self._holders[key] = [person.pk for person in holders(role, ticket)]
        return self._holders[key]

    def _holding_of_task(self, book: Book, task: int, role: str, at: datetime) -> list[int]:
        """Here "owner" is the task's, and a department has a head of its own."""
        ticket = book.ticket
        if role == TICKET_OWNER:
            return self._holding(book, OWNER)
        owner_id = self.owner_at(book, at, task)
        key = (role, ticket.pk, task, owner_id)
        if key not in self._of_tasks:
            owner = User.objects.get(pk=owner_id)
            department = DepartmentTask.objects.get(ticket=ticket, number=task).department
            people = recipients(role, owner=owner, branch=ticket.branch, department=department)
            self._of_tasks[key] = [person.pk for person in people]
        return self._of_tasks[key]


def raised(ticket: Ticket, action: Action) -> Priority:
    """The tier that a rung raises the ticket to."""
    now_is = Priority(ticket.handling_priority)
    return Priority.URGENT if action is Action.URGENT else ONE_UP.get(now_is, Priority.URGENT)


def owners_of(ticket_ids: Iterable[int]) -> dict[Subject, Named]:
    """Who was named owner when, by ticket and task, in the order of the log; one query."""
    owners: dict[Subject, Named] = defaultdict(list)
    for row in LogEntry.objects.filter(ticket__in=ticket_ids, entry__in=NAMES_OWNER).order_by("number"):
        task, at, owner_id = named_by(row)
        owners[row.ticket_id, task].append((at, owner_id))
    return owners


def named_by(row: LogEntry) -> tuple[int | None, datetime, int]:
    """Of which task, or of the ticket, since when, who: of an entry that names an owner."""
    name = "now_is" if row.entry == Entry.OWNER_NAMED else "owner"
    return row.payload.get("task"), row.happened_at, row.payload[name]


def owner_in(named: list[tuple[datetime, int]], at: datetime) -> int | None:
    """The last who was named at or before `at`, the last entry winning."""
    held = [owner_id for named_at, owner_id in named if named_at <= at]
    return held[-1] if held else None
