"""The clocks of one ticket, opened under the ticket's lock, changed in memory, written back once.

Nothing here reads or writes the database by itself: where changes go is the journal's business, so that the
same steps run when a ticket moves and when its log is replayed to prove its clocks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from core.moments import to_text
from core.worktime import Timetable
from sla import timing
from sla.metrics import Start
from sla.models import Breach, Clock, ClockState, Firing, Pause, Rank
from sla.rungs import Action, Kind
from sla.selectors.terms import PromiseTerms, facts_of, terms_of, terms_of_version
from sla.selectors.timetables import timetable_of
from sla.services.days import next_day
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.states import OPEN

WRITTEN = (
    "state",
    "calendar_id",
    "started_at",
    "begun_at",
    "target_at",
    "aimed_at",
    "due_at",
    "limit_at",
    "risk_at",
    "left_seconds",
    "fires_at",
    "rank",
    "stopped_at",
    "stopped_by",
    "stop_fact",
    "end_cause",
    "acknowledged_at",
)
values_of: Callable[[Clock], tuple[Any, ...]] = attrgetter(*WRITTEN)


class Journal(Protocol):
    """Where a book's changes go: into the log and the database, or beside them to be compared."""

    def write(
        self,
        book: "Book",
        entry: Entry,
        payload: Mapping[str, Any],
        *,
        happened_at: datetime,
        recorded_at: datetime,
    ) -> int:
        """Append an entry; answers its number."""
        ...

    def admit(self, clocks: list[Clock]) -> None:
        """Give new clocks their ids."""
        ...

    def calendar_for(self, book: "Book", terms: PromiseTerms) -> int | None:
        """The version of a calendar that a clock starting now runs by."""
        ...

    def version_of(self, book: "Book") -> int | None:
        """The version of the commitment that the ticket keeps."""
        ...

    def entries(self, book: "Book") -> Iterable[LogEntry]:
        """The ticket's log so far, in order."""
        ...

    def owner_at(self, book: "Book", at: datetime, task: int | None = None) -> int:
        """Who was responsible then, for the ticket or for a task: it may have changed hands since."""
        ...

    def show(self, book: "Book", deadlines: "Deadlines") -> None:
        """Let the ticket carry its next deadline."""
        ...

    def house_terms(self, book: "Book", entry: LogEntry) -> PromiseTerms | None:
        """What the house rules in force promise for the task that `entry` asks for."""
        ...

    def told(self, book: "Book", clock: Clock, moment: timing.Moment) -> list[int]:
        """The ids of those whom a rung tells."""
        ...

    def take(self, book: "Book", action: Action, *, happened_at: datetime, recorded_at: datetime) -> None:
        """Do what a rung does besides telling."""
        ...


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What a ticket shows of its clocks, for queues to sort and colour by."""

    next_due_at: datetime | None
    next_due_metric: str
    next_risk_at: datetime | None
    is_paused: bool


@dataclass(slots=True)
class Book:
    """One ticket's clocks, pauses, firings and breaches; `fired` and `breaches` by the clock's id."""

    ticket: Ticket
    journal: Journal
    clocks: list[Clock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    fired: dict[int, frozenset[timing.Fired]] = field(default_factory=dict)
    breaches: dict[int, Breach] = field(default_factory=dict)
    started: list[Clock] = field(default_factory=list)
    new_firings: list[Firing] = field(default_factory=list)
    touched: list[Pause | Breach] = field(default_factory=list)
    as_read: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sort()
        self.mark_written()

    def sort(self) -> None:
        """In the letter's order: in it is written down what one entry does to several clocks."""
        self.clocks.sort(key=_order)

    def mark_written(self) -> None:
        """The database now says what the book says."""
        self.touched, self.new_firings = [], []
        self.as_read = {clock.pk: values_of(clock) for clock in self.clocks}

    @property
    def live(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_live]

    @property
    def round(self) -> int:
        """How often the matter was opened: 1, and one more for each reopening."""
        return max((c.cycle for c in self.clocks if starts_of(c) is Start.RECEIVED), default=1)

    @property
    def open_pause(self) -> Pause | None:
        return next((pause for pause in self.pauses if pause.to_at is None), None)

    @property
    def promises(self) -> tuple[PromiseTerms, ...]:
        """All promises of the version the ticket keeps."""
        version_id = self.journal.version_of(self)
        return () if version_id is None else terms_of_version(version_id)

    def applies(self, terms: PromiseTerms) -> bool:
        return terms.applies(facts_of(self.ticket))

    def is_breached(self, clock: Clock) -> bool:
        return clock.pk in self.breaches

    def latest(self, promise_id: int) -> Clock | None:
        """The clock of the promise in its last cycle."""
        mine = [clock for clock in self.clocks if clock.promise_id == promise_id]
        return max(mine, key=lambda clock: clock.cycle, default=None)

    def latest_of(self, metric: str) -> Clock | None:
        """The clock of the metric that started last, whichever version or promise it belongs to."""
        mine = [clock for clock in self.clocks if terms_of(clock.promise_id).metric == metric]
        return max(mine, key=lambda clock: (clock.started_at, clock.cycle, clock.begun_at), default=None)

    def current(self, terms: PromiseTerms) -> PromiseTerms:
        """The promise of the version in force for the ticket that took over from `terms`; else itself."""
        same = (other for other in self.promises if other.metric == terms.metric and self.applies(other))
        return next(same, terms)

    def next_cycle(self, promise_id: int) -> int:
        last = self.latest(promise_id)
        return last.cycle + 1 if last else 1

    def spans(self, terms: PromiseTerms) -> list[timing.Pause]:
        """The stretches that a clock of this promise leaves out."""
        return [(p.from_at, p.to_at) for p in self.pauses if p.cause in terms.rule.pauses_while]

    def timetable(self, clock: Clock) -> Timetable:
        return timetable_of(clock.calendar_id)

    def next_cycle_of_task(self, task: int) -> int:
        """Each time a department is asked begins a cycle, under whichever house rules."""
        return max((clock.cycle for clock in self.clocks if clock.task_number == task), default=0) + 1

    def terms(self, clock: Clock) -> timing.Terms:
        """What was promised, with the ladder of the tier the ticket is handled as."""
        return terms_of(clock.promise_id).under(self.ticket.handling_priority, self.timetable(clock))

    def aim(self, clock: Clock) -> timing.Aim:
        """Where the clock is heading now."""
        return timing.aim(
            started_at=clock.started_at,
            terms=self.terms(clock),
            pauses=self.spans(terms_of(clock.promise_id)),
            target_at=clock.target_at,
        )

    def to_come(self, clock: Clock) -> list[timing.Moment]:
        """What is still to happen to a clock, in order.

        A recorded breach is a fact: its due stands, only the ladder after it goes on. Acknowledging ends the
        warnings, and so does being overdue at the moment it came to apply.
        """
        moments = self.turns(clock)
        if clock.is_live or (clock.state == ClockState.CANCELLED and clock.fires_at is not None):
            moments = sorted([*self._ladder(clock), *moments], key=lambda moment: moment.acts_at)
        if not moments:
            return []
        return timing.pending(moments, fired=self.fired.get(clock.pk, frozenset()), aimed_at=clock.aimed_at)

    def _ladder(self, clock: Clock) -> list[timing.Moment]:
        if clock.due_at is not None and self.is_breached(clock):
            is_dated = clock.target_at is not None
            return timing.after_due(clock.due_at, self.terms(clock), self.allowed(clock), is_dated=is_dated)
        moments = list(self.aim(clock).moments)
        if clock.acknowledged_at or (clock.due_at is not None and clock.due_at < clock.begun_at):
            moments = [moment for moment in moments if moment.kind is not Kind.WARNING]
        return moments

    def turns(self, clock: Clock) -> list[timing.Moment]:
        """When the next day of a daily promise begins, as long as it applies and this is its last day."""
        terms = terms_of(clock.promise_id)
        if terms.rule.starts is not Start.WORKING_DAY or clock.due_at is None:
            return []
        if clock.state == ClockState.CANCELLED or self.latest_of(terms.metric) is not clock:
            return []
        if self.ticket.state not in OPEN or not self.applies(terms):
            return []
        opens_at = next_day(self.timetable(clock), clock.due_at, is_whole=clock.due_at == clock.target_at)
        return [timing.Moment(Kind.TURN, 0, opens_at)]

    def allowed(self, clock: Clock) -> int:
        """The open time of the clock in seconds."""
        terms = self.terms(clock)
        nominal = clock.target_at or terms.due_from(clock.started_at)
        return timing.allowed_seconds(clock.started_at, nominal, terms)

    def touch(self, row: Pause | Breach) -> None:
        """Remember that `row` has to be written."""
        if not any(row is other for other in self.touched):
            self.touched.append(row)

    def add_clock(
        self,
        terms: PromiseTerms,
        *,
        calendar_id: int | None,
        started_at: datetime,
        begun_at: datetime,
        recorded_at: datetime,
        cycle: int,
        target_at: datetime | None = None,
        task: int | None = None,
    ) -> None:
        """Start a clock that came to apply at `begun_at`; its instants follow when the book is settled.

        Which version of a calendar it runs by stands in the log, where time depends on one.
        """
        clock = Clock(
            ticket=self.ticket,
            task_number=task,
            promise_id=terms.id,
            calendar_id=calendar_id,
            cycle=cycle,
            state=ClockState.RUNNING,
            started_at=started_at,
            begun_at=begun_at,
            aimed_at=begun_at,
            target_at=target_at,
            rank=Rank.of(self.ticket.handling_priority),
        )
        self.clocks.append(clock)
        self.started.append(clock)
        if terms.needs_calendar:
            self._say_started(clock, terms, recorded_at)

    def _say_started(self, clock: Clock, terms: PromiseTerms, recorded_at: datetime) -> None:
        payload = {
            "promise": terms.id,
            "cycle": clock.cycle,
            "metric": terms.metric,
            "clause": terms.clause,
            "calendar": clock.calendar_id,
            "starts_at": to_text(clock.started_at),
            **about(clock),
        }
        self.journal.write(
            self, Entry.CLOCK_STARTED, payload, happened_at=clock.begun_at, recorded_at=recorded_at
        )


def _order(clock: Clock) -> tuple[int, int, int, int]:
    return clock.cycle, terms_of(clock.promise_id).position, clock.promise_id, clock.task_number or 0


def about(clock: Clock) -> dict[str, int]:
    """What a log entry says of whose clock it is: nothing for the ticket's own."""
    return {} if clock.task_number is None else {"task": clock.task_number}


def starts_of(clock: Clock) -> Start:
    return terms_of(clock.promise_id).rule.starts


def open_books(tickets: Iterable[Ticket], journal: Journal) -> list[Book]:
    """The books of locked tickets, in four queries however many there are."""
    by_id = {ticket.pk: ticket for ticket in tickets}
    clocks: dict[int, list[Clock]] = defaultdict(list)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    fired: dict[int, dict[int, frozenset[timing.Fired]]] = defaultdict(dict)
    breaches: dict[int, dict[int, Breach]] = defaultdict(dict)
    for clock in Clock.objects.filter(ticket__in=by_id):
        clocks[clock.ticket_id].append(clock)
    for pause in Pause.objects.filter(ticket__in=by_id).order_by("from_at", "pk"):
        pauses[pause.ticket_id].append(pause)
    firings = Firing.objects.filter(clock__ticket__in=by_id)
    for ticket_id, clock_id, kind, level, at in firings.values_list(
        "clock__ticket", "clock", "kind", "level", "at"
    ):
        mine = fired[ticket_id]
        mine[clock_id] = mine.get(clock_id, frozenset()) | {(kind, level, at)}
    for breach in Breach.objects.filter(ticket__in=by_id):
        breaches[breach.ticket_id][breach.clock_id] = breach
    return [
        Book(ticket, journal, clocks[pk], pauses[pk], fired[pk], breaches[pk]) for pk, ticket in by_id.items()
    ]
