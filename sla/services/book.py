"""The clocks of one ticket, opened under the ticket's lock, changed in memory, written back once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.worktime import add
from sla import timing
from sla.models import Breach, Clock, ClockState, Firing, Pause, Rank
from sla.rungs import Kind
from sla.selectors.terms import PromiseTerms, terms_of
from tickets.models import Ticket

WRITTEN = (
    "state",
    "started_at",
    "begun_at",
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


@dataclass(slots=True)
class Book:
    """One ticket's clocks, pauses, firings and breaches; `fired` and `breaches` by the clock's id.

    `holders` remembers who holds a role, for all books that were opened together.
    """

    ticket: Ticket
    clocks: list[Clock] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    fired: dict[int, frozenset[timing.Fired]] = field(default_factory=dict)
    breaches: dict[int, Breach] = field(default_factory=dict)
    holders: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    started: list[Clock] = field(default_factory=list)
    as_read: dict[int, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clocks.sort(key=lambda clock: (clock.cycle, terms_of(clock.promise_id).position))
        self.mark_written()

    def mark_written(self) -> None:
        """The database now says what the book says."""
        self.started = []
        self.as_read = {clock.pk: values_of(clock) for clock in self.clocks}

    @property
    def live(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.is_live]

    @property
    def watched(self) -> list[Clock]:
        """The live ones, and missed ones that no longer apply: their ladder goes on."""
        return [clock for clock in self.clocks if clock.is_live or clock.fires_at is not None]

    @property
    def round(self) -> int:
        """How often the matter was opened: 1, and one more for each reopening."""
        return max((clock.cycle for clock in self.clocks), default=1)

    @property
    def open_pause(self) -> Pause | None:
        return next((pause for pause in self.pauses if pause.to_at is None), None)

    def is_breached(self, clock: Clock) -> bool:
        return clock.pk in self.breaches

    def latest(self, promise_id: int) -> Clock | None:
        """The clock of the promise in its last cycle."""
        mine = [clock for clock in self.clocks if clock.promise_id == promise_id]
        return max(mine, key=lambda clock: clock.cycle, default=None)

    def spans(self, terms: PromiseTerms) -> list[timing.Pause]:
        """The stretches that a clock of this promise leaves out."""
        return [(p.from_at, p.to_at) for p in self.pauses if p.cause in terms.rule.pauses_while]

    def aim(self, clock: Clock) -> timing.Aim:
        """Where the clock is heading now."""
        terms = terms_of(clock.promise_id)
        return timing.aim(
            started_at=clock.started_at, terms=terms.under(self.ticket.priority), pauses=self.spans(terms)
        )

    def to_come(self, clock: Clock) -> list[timing.Moment]:
        """What is still to happen to a watched clock, in order.

        A recorded breach is a fact: its due stands, only the ladder after it goes on. Acknowledging ends the
        warnings, and so does being overdue at the moment it came to apply.
        """
        fired = self.fired.get(clock.pk, frozenset())
        if clock.due_at is not None and self.is_breached(clock):
            terms = terms_of(clock.promise_id).under(self.ticket.priority)
            return timing.pending(timing.after_due(clock.due_at, terms), fired=fired, aimed_at=clock.aimed_at)
        moments: Sequence[timing.Moment] = self.aim(clock).moments
        if clock.acknowledged_at or (clock.due_at is not None and clock.due_at < clock.begun_at):
            moments = [moment for moment in moments if moment.kind is not Kind.WARNING]
        return timing.pending(moments, fired=fired, aimed_at=clock.aimed_at)

    def limit_of(self, clock: Clock, due_at: datetime) -> datetime:
        """The prescribed limit that belongs to a due instant."""
        terms = terms_of(clock.promise_id)
        return add(due_at, terms.limit - terms.agreed)

    def changed(self) -> Iterator[Clock]:
        """The clocks of the database that differ from what was read."""
        for clock in self.clocks:
            if clock.pk in self.as_read and self.as_read[clock.pk] != values_of(clock):
                yield clock

    def add_clock(self, terms: PromiseTerms, *, started_at: datetime, begun_at: datetime, cycle: int) -> None:
        """Start a clock; its instants follow when the book is settled."""
        clock = Clock(
            ticket=self.ticket,
            promise_id=terms.id,
            cycle=cycle,
            state=ClockState.RUNNING,
            started_at=started_at,
            begun_at=begun_at,
            aimed_at=begun_at,
            rank=Rank.of(self.ticket.priority),
        )
        self.clocks.append(clock)
        self.started.append(clock)


def values_of(clock: Clock) -> tuple[Any, ...]:
    return tuple(getattr(clock, name) for name in WRITTEN)


def open_books(tickets: Iterable[Ticket]) -> list[Book]:
    """The books of locked tickets, in four queries however many there are."""
    by_id = {ticket.pk: ticket for ticket in tickets}
    clocks: dict[int, list[Clock]] = defaultdict(list)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    fired: dict[int, dict[int, frozenset[timing.Fired]]] = defaultdict(dict)
    breaches: dict[int, dict[int, Breach]] = defaultdict(dict)
    for clock in Clock.objects.filter(ticket__in=by_id):
        clocks[clock.ticket_id].append(clock)
    for pause in Pause.objects.filter(ticket__in=by_id).order_by("from_at"):
        pauses[pause.ticket_id].append(pause)
    firings = Firing.objects.filter(clock__ticket__in=by_id)
    for ticket_id, clock_id, kind, level, at in firings.values_list(
        "clock__ticket", "clock", "kind", "level", "at"
    ):
        mine = fired[ticket_id]
        mine[clock_id] = mine.get(clock_id, frozenset()) | {(kind, level, at)}
    for breach in Breach.objects.filter(ticket__in=by_id):
        breaches[breach.ticket_id][breach.clock_id] = breach
    holders: dict[tuple[str, int], list[int]] = {}
    return [
        Book(ticket, clocks[pk], pauses[pk], fired[pk], breaches[pk], holders) for pk, ticket in by_id.items()
    ]
