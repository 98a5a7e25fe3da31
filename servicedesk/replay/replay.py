"""The event log of another help desk, lived through by the same services, at the time of each event."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Branch, Role, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import DomainError
from notifications.sink import Sink, accept_at_once
from servicedesk.replay import progress
from servicedesk.replay.mapping import Activity
from servicedesk.replay.reading import Event, Malformed
from servicedesk.replay.steps import STEPS, Moment
from servicedesk.replay.watching import let_time_pass
from tickets.choices import Channel, Impact, Kind
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

IMPORTER = Actor.system("import")
MALFORMED = "malformed"


class Replay:
    """Plays events in their order. `on_event` is called after each row, `on_problem` for rows left out."""

    def __init__(
        self,
        activities: Mapping[str, Activity],
        *,
        branch: Branch,
        on_event: Callable[[], None] = lambda: None,
        on_problem: Callable[[Malformed], None] = lambda _row: None,
    ) -> None:
        self.activities, self.branch = activities, branch
        self.on_event, self.on_problem = on_event, on_problem
        self.staff: dict[str, User] = {user.name: user for user in User.objects.filter(branch=branch)}
        self.tickets = dict(Ticket.objects.values_list("serial", "pk"))

    def run(self, rows: Iterable[Event | Malformed], *, until: datetime) -> Sink:
        """Play every row not dealt with yet and let time pass `until` then; answers the sink of messages."""
        done = progress.prepare()
        with accept_at_once() as sink:
            for row in rows:
                if row.line > done:
                    self._deal_with(row)
                self.on_event()
            let_time_pass(until=until)
        return sink

    def _deal_with(self, row: Event | Malformed) -> None:
        if isinstance(row, Malformed):
            progress.note(row.line, MALFORMED)
            self.on_problem(row)
            return
        let_time_pass(until=row.at)
        with transaction.atomic():
            self._register(row)
            outcome = self._act(row)
            progress.note(row.line, outcome)

    def _register(self, event: Event) -> None:
        """A case's first event is when the customer asked."""
        if event.case in self.tickets:
            return
        request = ServiceRequest(
            channel=Channel.API,
            customer=CustomerFacts(
                name=f"Customer {event.case}", email=f"case-{event.case}@customers.example"
            ),
            problem=f"Case {event.case}",
            kind=Kind.TECHNICAL_SUPPORT,
            impact=Impact.QUESTION,
            serial=event.case,
            branch_id=self.branch.pk,
        )
        self._person(event.resource)
        self.tickets[event.case] = register_ticket(actor=IMPORTER, request=request, now=event.at).pk

    def _act(self, event: Event) -> str:
        """All steps of the event, or none of them; answers `done` or the code of the rule that refused."""
        person = self._person(event.resource)
        try:
            with transaction.atomic():
                for step in self.activities[event.activity].steps(self._ticket(event).state):
                    words = f"{event.activity} ({event.resource})"
                    moment = Moment(Actor.user(person), person.pk, self._ticket(event), event.at, words)
                    STEPS[step](moment)
        except DomainError as refusal:
            return f"{event.activity}: {refusal.code}"
        return progress.DONE

    def _ticket(self, event: Event) -> Ticket:
        return Ticket.objects.get(pk=self.tickets[event.case])

    def _person(self, resource: str) -> User:
        """The member of staff whom the log calls `resource`; on duty from his first event on."""
        name = resource or "unknown"
        if name not in self.staff:
            address = f"{name.lower().replace(' ', '.')}@staff.example"
            self.staff[name] = User.objects.create_user(
                address, None, name=name, role=Role.AGENT, branch=self.branch
            )
        return self.staff[name]
