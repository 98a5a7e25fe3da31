"""Anything that can happen to tickets, in any order, as a machine for Hypothesis.

After every step each clock, firing and breach must be what the log says it must be; nothing recorded may go,
and a refusal must change nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import DomainError
from sla.models import LIVE, Breach, CalendarVersion, Clock, CommitmentVersion, Decision, SweepTrouble
from sla.selectors.sweeps import last_sweep_at
from sla.services import consenting, moving
from sla.services.acknowledge import acknowledge
from sla.services.book import open_books
from sla.services.firing import next_moment
from sla.services.journal import LiveJournal
from sla.services.ledger import decide_contested, excuse_breach
from sla.services.sweep import sweep
from sla.services.verification import verify_tickets
from tests.endings import SUMMARY, resolve_ticket
from tests.sla.conftest import MAILER, SYSTEM, TWO_WAY
from tests.sla.world import longer, publish, revise
from tickets.choices import (
    Channel,
    Complexity,
    ContactChannel,
    Department,
    Direction,
    Impact,
    Kind,
    Nature,
    Priority,
    State,
    VisitMode,
)
from tickets.entries import Entry
from tickets.models import DepartmentTask, LogEntry, Ticket, Visit
from tickets.services import (
    asking,
    classification,
    closing,
    conversation,
    delivery,
    merging,
    tasks,
    unmerging,
    visit_work,
    visits,
)
from tickets.services.appointments import cancel_appointment, make_appointment
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.diagnosis import record_diagnosis
from tickets.services.kinds import set_kind
from tickets.services.loads import mend_loads
from tickets.services.moving import move_to_branch
from tickets.services.promised_date import agree_date
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.sign_off import Signed
from tickets.services.unserved import withdraw_ticket
from tickets.services.visit_sent import Sent
from tickets.services.waiting import end_waits

FIRST = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)
WHICH = st.integers(0, 2)
GAPS = st.one_of(
    st.integers(0, 120), st.integers(120, 8 * 3600), st.integers(3600, 3 * 86400), st.just(86400)
).map(lambda seconds: timedelta(seconds=seconds))
LAGS = st.one_of(st.just(0), st.integers(0, 3600), st.integers(0, 30 * 3600)).map(
    lambda seconds: timedelta(seconds=seconds)
)
AHEAD = st.integers(60, 10 * 86400).map(lambda seconds: timedelta(seconds=seconds))
SAID = {
    "reply": "reply",
    "progress": "progress_update",
    "fix": "solution_sent",
    "plan": "plan_sent",
    "solution": "solution_dated",
    "question": "question",
}
WEEKS = (
    [[["09:00", "12:00"], ["13:30", "18:00"]]] * 5 + [[], []],
    [[["08:00", "20:00"]]] * 6 + [[]],
    [[["10:00", "16:00"]]] * 5 + [[], []],
    [[["22:00", "06:00"]]] * 5 + [[], []],
)
DAYS = st.dates(date(2026, 11, 24), date(2026, 12, 20)).map(str)
WINDOWS = st.sampled_from([[], [["09:00", "12:00"]], [["09:00", "12:00"], ["13:30", "18:00"]]])


@dataclass
class World:
    """What stands before any history: people, letters by product, the calendar."""

    staff: list[User]
    versions: dict[str, CommitmentVersion]
    calendar: CalendarVersion
    branches: tuple[int, int]


@dataclass
class Message:
    """Something written to the customer and what became of it."""

    ticket_id: int
    kind: str
    entry: int
    written_at: datetime
    accepted: int | None = None
    is_over: bool = False


@dataclass
class Memory:
    """What must still be so later."""

    breaches: dict[int, datetime] = field(default_factory=dict)


class AnyHistory(RuleBasedStateMachine):
    """`world` is set by the test; every run happens in a transaction of its own that is rolled back."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = FIRST
        self.ids: list[int] = []
        self.messages: list[Message] = []
        self.memory = Memory()
        self.versions = dict(self.world.versions)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # Words for the rules.

    def ticket(self, which: int) -> Ticket:
        return Ticket.objects.get(pk=self.ids[which % len(self.ids)])

    def actor(self, which: int) -> Actor:
        return Actor.user(self.world.staff[which % len(self.world.staff)])

    def do(self, service: Callable[..., Any], **arguments: Any) -> Any:
        """Call a service; a refusal is fine if it changed nothing."""
        before = LogEntry.objects.count()
        clocks = list(Clock.objects.order_by("pk").values())
        try:
            return service(now=self.now, **arguments)
        except DomainError:
            assert LogEntry.objects.count() == before
            assert list(Clock.objects.order_by("pk").values()) == clocks
            return None

    def say(self, ticket: Ticket, kind: str, service: Callable[..., Any], **arguments: Any) -> None:
        """Something that a message to the customer follows from."""
        done = self.do(service, ticket_id=ticket.pk, text="Words.", **arguments)
        if done is not None:
            entry = LogEntry.objects.filter(ticket=ticket, actor_kind="staff").latest("number").number
            self.messages.append(Message(ticket.pk, kind, entry, self.now))

    # Requests come in.

    @initialize(
        product=st.sampled_from(["A", "D"]), impact=st.sampled_from(list(Impact)), lag=st.just(timedelta())
    )
    def first(self, product: str, impact: Impact, lag: timedelta) -> None:
        self.register(product, impact, lag)

    @precondition(lambda self: len(self.ids) < 3)
    @rule(product=st.sampled_from(["A", "D"]), impact=st.sampled_from(list(Impact)), lag=LAGS)
    def another(self, product: str, impact: Impact, lag: timedelta) -> None:
        self.register(product, impact, lag)

    def register(self, product: str, impact: Impact, lag: timedelta) -> None:
        request = ServiceRequest(
            channel=Channel.PHONE,
            customer=CustomerFacts(name="Wang Min", email="min.wang@riverside.example"),
            problem="It stops.",
            kind=Kind.REPAIR,
            impact=impact,
            product=product,
            received_at=self.now - lag,
            backdating_reason="lines were down" if lag else "",
        )
        ticket = self.do(register_ticket, actor=self.actor(1), request=request)
        if ticket is not None:
            self.ids.append(ticket.pk)

    # Time passes.

    @rule(gap=GAPS)
    def wait(self, gap: timedelta) -> None:
        self.now += gap

    @rule(which=WHICH, seconds=st.integers(-1, 1))
    def wait_for_the_next_moment(self, which: int, seconds: int) -> None:
        (book,) = open_books([self.ticket(which)], LiveJournal([]))
        coming = next_moment(book)
        if coming is not None:
            self.now = max(self.now, coming[0].at.replace(microsecond=0) + timedelta(seconds=seconds))

    @rule()
    def watch(self) -> None:
        sweep(now=self.now)
        assert list(SweepTrouble.objects.values_list("error", flat=True)) == []
        tickets = list(Ticket.objects.filter(pk__in=self.ids))
        for book in open_books(tickets, LiveJournal(tickets)):
            coming = next_moment(book)
            assert coming is None or coming[0].acts_at > self.now
        assert not Clock.objects.filter(fires_at__lte=self.now).exists()

    @rule()
    def end_what_waits(self) -> None:
        self.do(end_waits)

    # Somebody speaks with the customer.

    @rule(
        which=WHICH,
        by=WHICH,
        lag=LAGS,
        reached=st.booleans(),
        two_way=st.booleans(),
        confirmed=st.booleans(),
        inward=st.booleans(),
    )
    def speak(
        self,
        which: int,
        by: int,
        lag: timedelta,
        *,
        reached: bool,
        two_way: bool,
        confirmed: bool,
        inward: bool,
    ) -> None:
        facts: ContactFacts = replace(
            TWO_WAY,
            direction=Direction.IN if inward else Direction.OUT,
            reached=reached,
            two_way=reached and two_way,
            need_confirmed=confirmed,
            priority_confirmed=reached and two_way and confirmed,
        )
        self.do(
            log_contact,
            actor=self.actor(by),
            ticket_id=self.ticket(which).pk,
            contact=facts,
            happened_at=self.now - lag,
            reason="written down later" if lag else "",
        )

    @rule(which=WHICH, by=WHICH, kind=st.sampled_from(list(SAID)), ahead=AHEAD)
    def write(self, which: int, by: int, kind: str, ahead: timedelta) -> None:
        ticket, actor = self.ticket(which), self.actor(by)
        date_of: dict[str, Any] = {"completes_at": self.now + ahead}
        match kind:
            case "reply":
                self.say(ticket, SAID[kind], conversation.send_reply, actor=actor)
            case "progress":
                self.say(ticket, SAID[kind], conversation.send_reply, actor=actor, is_progress=True)
            case "fix":
                self.say(ticket, SAID[kind], conversation.give_initial_fix, actor=actor)
            case "plan":
                self.say(ticket, SAID[kind], conversation.send_plan, actor=actor, **date_of)
            case "solution":
                self.say(ticket, SAID[kind], conversation.send_solution, actor=actor, **date_of)
            case "question":
                self.say(ticket, SAID[kind], conversation.ask_customer, actor=actor)

    @precondition(lambda self: any(m.accepted is None and not m.is_over for m in self.messages))
    @rule(which=st.integers(0, 20), lag=LAGS)
    def accept(self, which: int, lag: timedelta) -> None:
        waiting = [m for m in self.messages if m.accepted is None and not m.is_over]
        message = waiting[which % len(waiting)]
        self.do(
            delivery.record_delivery,
            actor=MAILER,
            ticket_id=message.ticket_id,
            message_id=1,
            kind=message.kind,
            entry_number=message.entry,
            channel="email",
            accepted_at=max(message.written_at, self.now - lag),
        )
        rows = LogEntry.objects.filter(ticket=message.ticket_id, entry=Entry.MESSAGE_ACCEPTED)
        message.accepted = rows.latest("number").number

    @precondition(lambda self: any(not m.is_over for m in self.messages))
    @rule(which=st.integers(0, 20))
    def fail_or_bounce(self, which: int) -> None:
        waiting = [m for m in self.messages if not m.is_over]
        message = waiting[which % len(waiting)]
        message.is_over = True
        self.do(
            delivery.record_failure,
            actor=MAILER,
            ticket_id=message.ticket_id,
            message_id=1,
            kind=message.kind,
            entry_number=message.entry,
            channel="email",
            reason="smtp_550",
            accepted_number=message.accepted,
        )

    @rule(which=WHICH)
    def customer_writes(self, which: int) -> None:
        ticket = self.ticket(which)
        actor = Actor.customer(ticket.customer_id)
        self.do(conversation.customer_writes, actor=actor, ticket_id=ticket.pk, text="Well?")

    @rule(which=WHICH, by=WHICH, ahead=AHEAD)
    def appoint(self, which: int, by: int, ahead: timedelta) -> None:
        arguments: dict[str, Any] = {"actor": self.actor(by), "ticket_id": self.ticket(which).pk}
        self.do(make_appointment, at=self.now + ahead, text="He chose it.", **arguments)

    @rule(which=WHICH, by=WHICH)
    def call_an_appointment_off(self, which: int, by: int) -> None:
        arguments: dict[str, Any] = {"actor": self.actor(by), "ticket_id": self.ticket(which).pk}
        self.do(cancel_appointment, text="He is away.", **arguments)

    @rule(which=WHICH, by=WHICH)
    def consent_to_a_later_date(self, which: int, by: int) -> None:
        ticket = self.ticket(which)
        offers = ticket.log.filter(entry__in=["plan_given", "solution_given"]).order_by("-number")
        dates = [row.payload["completes_at"] for row in offers]
        if not dates:
            return
        at = datetime.strptime(max(dates), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        self.do(
            agree_date, actor=self.actor(by), ticket_id=ticket.pk, completes_at=at, channel="call", text="ok"
        )

    # Somebody classifies.

    @rule(which=WHICH, by=WHICH, complexity=st.sampled_from(list(Complexity)), is_asked=st.booleans())
    def classify(self, which: int, by: int, complexity: Complexity, *, is_asked: bool) -> None:
        arguments: dict[str, Any] = {
            "ticket_id": self.ticket(which).pk,
            "complexity": complexity,
            "reason": "parts",
        }
        if is_asked:
            self.do(asking.ask_for_complexity, actor=self.actor(by + 1), **arguments)
        self.do(classification.set_complexity, actor=self.actor(by), **arguments)

    @rule(which=WHICH, by=WHICH, priority=st.sampled_from(list(Priority)))
    def prioritise(self, which: int, by: int, priority: Priority) -> None:
        arguments: dict[str, Any] = {"actor": self.actor(by), "ticket_id": self.ticket(which).pk}
        self.do(classification.set_priority, priority=priority, **arguments)

    @rule(which=WHICH, by=WHICH, kind=st.sampled_from(list(Kind)))
    def sort(self, which: int, by: int, kind: Kind) -> None:
        self.do(set_kind, actor=self.actor(by), ticket_id=self.ticket(which).pk, kind=kind)

    @rule(which=WHICH, by=WHICH, to=st.integers(0, 1))
    def move_to_a_branch(self, which: int, by: int, to: int) -> None:
        """To another branch, with hours of its own, and back."""
        branch_id = self.world.branches[to]
        arguments: dict[str, Any] = {"actor": self.actor(by), "ticket_id": self.ticket(which).pk}
        self.do(move_to_branch, branch_id=branch_id, reason="It stands there.", **arguments)

    @rule(which=WHICH, by=WHICH, nature=st.sampled_from(list(Nature)))
    def diagnose(self, which: int, by: int, nature: Nature) -> None:
        arguments: dict[str, Any] = {
            "actor": self.actor(by),
            "ticket_id": self.ticket(which).pk,
            "nature": nature,
        }
        self.do(record_diagnosis, department=Department.SERVICE, **arguments)

    # Departments.

    @rule(which=WHICH, by=WHICH, owner=WHICH, ahead=AHEAD)
    def ask_a_department(self, which: int, by: int, owner: int, ahead: timedelta) -> None:
        staff = self.world.staff[owner % len(self.world.staff)]
        wish = tasks.TaskWish(Department.TECHNICAL, staff.pk, "Test it", "It leaks.", self.now + ahead)
        self.do(tasks.ask_department, actor=self.actor(by), ticket_id=self.ticket(which).pk, wish=wish)

    @precondition(lambda self: DepartmentTask.objects.filter(ticket__in=self.ids).exists())
    @rule(
        which=st.integers(0, 20),
        by=WHICH,
        owner=WHICH,
        how=st.sampled_from(["accept", "finish", "return", "again", "hand_on", "withdraw"]),
        ahead=AHEAD,
    )
    def work_on_a_task(self, which: int, by: int, owner: int, how: str, ahead: timedelta) -> None:
        found = list(DepartmentTask.objects.filter(ticket__in=self.ids).order_by("pk"))
        task = found[which % len(found)]
        on: dict[str, Any] = {
            "actor": self.actor(by),
            "ticket_id": task.ticket_id,
            "number": task.number,
        }
        match how:
            case "accept":
                self.do(tasks.accept_task, **on)
            case "finish":
                self.do(tasks.finish_task, **on, result="Tested.")
            case "return":
                self.do(tasks.return_task, **on, reason="Which one?")
            case "again":
                self.do(tasks.ask_again, **on, note="This one.", due_at=self.now + ahead)
            case "hand_on":
                staff = self.world.staff[owner % len(self.world.staff)]
                self.do(tasks.reassign_task, **on, owner_id=staff.pk, note="Yours.")
            case "withdraw":
                self.do(tasks.withdraw_task, **on, reason="Not needed.")

    # Visits: planned with the customer, worked on, called off.

    @rule(which=WHICH, by=WHICH, ahead=AHEAD)
    def plan_a_visit(self, which: int, by: int, ahead: timedelta) -> None:
        actor, begins = self.actor(by), self.now + ahead
        ends = begins + timedelta(hours=1)
        wish = visits.VisitWish(VisitMode.ON_SITE, actor.pk or 0, "1 Road", begins, ends, "He chose it.")
        self.do(visits.plan_visit, actor=actor, ticket_id=self.ticket(which).pk, wish=wish)

    @precondition(lambda self: Visit.objects.filter(ticket__in=self.ids).exists())
    @rule(
        which=st.integers(0, 20),
        how=st.sampled_from(["go", "go", "leave", "move", "off"]),
        ahead=AHEAD,
        lag=LAGS,
    )
    def work_on_a_visit(self, which: int, how: str, ahead: timedelta, lag: timedelta) -> None:
        found = list(Visit.objects.filter(ticket__in=self.ids).order_by("pk"))
        visit = found[which % len(found)]
        on: dict[str, Any] = {
            "actor": Actor.user(visit.engineer),
            "ticket_id": visit.ticket_id,
            "number": visit.number,
        }
        match how:
            case "go":
                self.do(visit_work.accept_visit, **on, sent=Sent(happened_at=self.now - lag))
                self.do(visit_work.arrive, **on, sent=Sent(happened_at=self.now - lag / 2))
            case "leave":
                report, signed = visit_work.VisitReport("Worn", "Replaced"), Signed("absent", reason="Away")
                self.do(visit_work.leave_visit, **on, report=report, signed=signed)
            case "move":
                times = (self.now + ahead, self.now + ahead * 2)
                wish = visits.VisitWish(VisitMode.ON_SITE, visit.engineer_id, "1 Road", *times, "Later.")
                self.do(visits.change_visit, **on, wish=wish)
            case "off":
                self.do(visits.cancel_visit, **on, reason="He is away.")

    # The end, and after it.

    @rule(which=WHICH, by=WHICH)
    def resolve(self, which: int, by: int) -> None:
        over: dict[str, Any] = {"actor": self.actor(by), "over_tasks": "It works without."}
        self.say(self.ticket(which), "resolved", resolve_ticket, **over)

    @rule(
        which=WHICH,
        how=st.sampled_from(["confirm", "not_solved", "reopen", "time_out", "summary", "withdraw"]),
    )
    def end_or_reopen(self, which: int, how: str) -> None:
        ticket = self.ticket(which)
        customer = Actor.customer(ticket.customer_id)
        match how:
            case "confirm":
                self.do(closing.confirm_solved, actor=customer, ticket_id=ticket.pk)
            case "summary":
                self.do(closing.file_summary, actor=self.actor(0), ticket_id=ticket.pk, summary=SUMMARY)
            case "withdraw":
                self.do(withdraw_ticket, actor=customer, ticket_id=ticket.pk)
            case "not_solved":
                self.do(closing.say_not_solved, actor=customer, ticket_id=ticket.pk, text="No.")
            case "reopen":
                self.do(closing.reopen_ticket, actor=self.actor(0), ticket_id=ticket.pk, text="Again.")
            case "time_out":
                if ticket.closable_at is not None and ticket.follow_up_at is not None:
                    self.now = max(self.now, ticket.closable_at)
                self.do(closing.close_by_timeout, actor=self.actor(0), ticket_id=ticket.pk)

    @precondition(lambda self: len(self.ids) > 1)
    @rule(which=WHICH, into=WHICH)
    def merge(self, which: int, into: int) -> None:
        ids: dict[str, Any] = {"ticket_id": self.ticket(which).pk, "into_id": self.ticket(into).pk}
        self.do(merging.merge_tickets, actor=self.actor(1), **ids)

    @rule(which=WHICH)
    def undo_a_merge(self, which: int) -> None:
        merged = list(Ticket.objects.filter(merged_into__isnull=False).order_by("pk"))
        if not merged:
            return
        ticket = merged[which % len(merged)]
        self.do(unmerging.undo_merge, actor=self.actor(1), ticket_id=ticket.pk)

    # What is said of clocks and breaches.

    @rule(which=st.integers(0, 20))
    def acknowledge(self, which: int) -> None:
        clocks = list(Clock.objects.filter(ticket__in=self.ids).order_by("pk"))
        if not clocks:
            return
        self.do(acknowledge, actor=self.actor(0), clock_id=clocks[which % len(clocks)].pk)

    @rule(which=st.integers(0, 20), decision=st.sampled_from([*Decision, None]))
    def judge(self, which: int, decision: Decision | None) -> None:
        breaches = list(Breach.objects.filter(ticket__in=self.ids).order_by("clock"))
        if not breaches:
            return
        breach = breaches[which % len(breaches)]
        facts: dict[str, Any] = {"actor": self.actor(2), "breach_id": breach.pk, "reason": "Storm."}
        if decision:
            self.do(decide_contested, decision=decision, **facts)
        else:
            self.do(excuse_breach, **facts)

    # Versions.

    @rule(product=st.sampled_from(["A", "D"]), factor=st.sampled_from([0.5, 0.75, 1.5]))
    def sign_a_version(self, product: str, factor: float) -> None:
        signed_at = self.versions[product].effective_from
        if signed_at is not None and signed_at < self.now:
            self.versions[product] = revise(self.versions[product], longer(factor), now=self.now)

    @rule(product=st.sampled_from(["A", "D"]), which=WHICH, consents=st.booleans())
    def move(self, product: str, which: int, *, consents: bool) -> None:
        version_id = self.versions[product].pk
        if consents:
            self.move_with_consent(consenting.move_ticket, which, version_id)
        else:
            self.do(moving.move_tickets, actor=self.actor(2), version_id=version_id)

    @rule(which=WHICH)
    def apply_the_calendar_with_consent(self, which: int) -> None:
        newest = self.world.calendar.calendar.versions.latest("number")
        self.move_with_consent(consenting.apply_calendar_to_ticket, which, newest.pk)

    def move_with_consent(self, service: Callable[..., int], which: int, version_id: int) -> None:
        consent = consenting.Consent("Wang Min", self.now, ContactChannel.CALL, "He said so.")
        facts = {"ticket_id": self.ticket(which).pk, "version_id": version_id}
        self.do(service, actor=self.actor(2), consent=consent, **facts)

    @rule(
        weekly=st.sampled_from(WEEKS),
        exceptions=st.dictionaries(DAYS, WINDOWS, max_size=4),
        is_applied=st.booleans(),
        is_holiday=st.booleans(),
    )
    def change_the_calendar(
        self, weekly: Any, exceptions: dict[str, Any], *, is_applied: bool, is_holiday: bool
    ) -> None:
        calendar = self.world.calendar.calendar
        version = publish(calendar, now=self.now, weekly=weekly, exceptions=exceptions)
        if is_applied:
            self.do(moving.apply_calendar, actor=SYSTEM, version_id=version.pk, holiday_reason=is_holiday)

    # What must always be so.

    @invariant()
    def clocks_are_what_the_log_says(self) -> None:
        tickets = list(Ticket.objects.filter(pk__in=self.ids).order_by("pk"))
        found = verify_tickets(tickets, swept_at=last_sweep_at())
        assert found == [], [difference.what for difference in found]

    @invariant()
    def loads_are_what_open_tickets_weigh(self) -> None:
        assert mend_loads() == {}

    @invariant()
    def nothing_runs_in_a_matter_that_has_ended(self) -> None:
        ended = Clock.objects.filter(LIVE, ticket__in=self.ids, ticket__state=State.CLOSED)
        assert list(ended) == []

    @invariant()
    def breaches_stay(self) -> None:
        found = dict(Breach.objects.filter(ticket__in=self.ids).values_list("clock", "due_at"))
        assert self.memory.breaches.items() <= found.items()
        self.memory.breaches = found

    @invariant()
    def a_breach_begins_after_due_and_never_ends_as_met(self) -> None:
        breached = Clock.objects.filter(breach__isnull=False, ticket__in=self.ids)
        assert not breached.filter(state="met").exists()
        late = Clock.objects.filter(ticket__in=self.ids, state="met", stopped_at__gt=F("due_at"))
        assert not late.exists()
        assert not Clock.objects.filter(ticket__in=self.ids, state="met_late", breach=None).exists()
