"""The route table is the permission test: every address with every kind of token."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import Branch, User
from core.actors import Actor
from core.moments import from_text
from notifications.services.acceptance import log_acceptance, mark_accepted
from servicedesk.api.rule_paths import ADDRESSES
from servicedesk.api.rule_paths import SORTS as RULES
from servicedesk.api.urls import ACTIONS, TASK_ACTIONS, VISIT_ACTIONS, urlpatterns
from servicedesk.api.views.house_kinds import HOUSE_VIEWS
from servicedesk.api.views.registry import VIEWS
from sla.models import Clock
from tests.endings import SUMMARY_FIELDS, resolve_ticket
from tickets.choices import ContactChannel, Department, Direction, LinkKind, VisitMode
from tickets.models import LogEntry, PartLine, Ticket, TicketLink
from tickets.services import tasks, visit_parts, visit_work
from tickets.services.appointments import make_appointment
from tickets.services.closing import confirm_solved
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import send_plan
from tickets.services.linking import link_tickets
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.visits import VisitWish, plan_visit

PERSONAS = ("nobody", "revoked", "reader", "writer", "api", "elsewhere")
OPEN_TO_ALL = (200, 200, 200, 200, 200, 200)
READING = (401, 401, 200, 403, 200, 404)
# None of these tokens was given the registry; tests/api/test_keep_the_registry.py has one that was.
OF_THE_REGISTRY = (401, 401, 403, 403, 403, 403)
ACTING = (401, 401, 403, 403, 200, 404)
PLAN_DAY = "2026-12-01T09:00:00Z"
LATER_DAY = "2026-12-03T09:00:00Z"
TASK = {"department": "technical", "what": "Test it", "note": "It leaks.", "due_at": PLAN_DAY}

VISIT = {"mode": "on_site", "where": "1 Jinji Road", "words": "At nine.", "window_from": PLAN_DAY}
VISIT |= {"window_until": "2026-12-01T11:00:00Z"}

# route, method, expected status for each persona
TABLE: list[tuple[str, str, tuple[int, ...]]] = [
    ("schema", "get", OPEN_TO_ALL),
    ("docs", "get", OPEN_TO_ALL),
    ("tickets", "get", (401, 401, 200, 403, 200, 200)),
    ("tickets", "post", (401, 401, 403, 201, 201, 201)),
    ("ticket", "get", READING),
    ("ticket-log", "get", READING),
    ("ticket-clocks", "get", READING),
    ("ticket-log-export", "get", READING),
    ("ticket-firings", "get", READING),
    # none of these tokens was given the ledger; tests/api/test_ledger.py has some that were
    ("ticket-canned-replies", "get", OF_THE_REGISTRY),
    ("canned-replies", "get", OF_THE_REGISTRY),
    ("canned-replies", "post", OF_THE_REGISTRY),
    ("canned-reply", "get", OF_THE_REGISTRY),
    ("canned-reply", "post", OF_THE_REGISTRY),
    ("canned-reply-removal", "post", OF_THE_REGISTRY),
    ("breaches", "get", OF_THE_REGISTRY),
    ("breach", "get", OF_THE_REGISTRY),
    ("breach-excuse", "post", OF_THE_REGISTRY),
    ("breach-decision", "post", OF_THE_REGISTRY),
    # a right of its own that none of these tokens has
    ("ticket-erasure", "post", (401, 401, 403, 403, 403, 403)),
    ("ticket-related", "get", READING),
    ("clock-explanation", "get", READING),
    *((f"ticket-{name}", "post", ACTING) for name in ACTIONS),
    ("ticket-duplicates", "get", READING),
    ("ticket-complaint", "post", (401, 401, 403, 403, 201, 404)),
    ("ticket-tasks", "get", READING),
    ("ticket-tasks", "post", (401, 401, 403, 403, 201, 404)),
    *((f"task-{name}", "post", ACTING) for name in TASK_ACTIONS),
    ("ticket-visits", "get", READING),
    ("ticket-visits", "post", (401, 401, 403, 403, 201, 404)),
    *((f"visit-{name}", "post", ACTING) for name in VISIT_ACTIONS),
    ("message-bounce", "post", ACTING),
    ("ticket-sender-confirmation", "post", ACTING),
    ("ticket-merge-undo", "post", ACTING),
    *((f"registry-{name}s", "get", OF_THE_REGISTRY) for name in VIEWS),
    *((f"registry-{name}s", "post", OF_THE_REGISTRY) for name in VIEWS),
    *((f"registry-{name}", "get", OF_THE_REGISTRY) for name in VIEWS),
    # nor these; tests/api/test_set_up_the_house.py
    *((f"house-{name}{one}", "get", OF_THE_REGISTRY) for name in HOUSE_VIEWS for one in ("", "-record")),
    *((f"house-{name}{one}", "post", OF_THE_REGISTRY) for name in HOUSE_VIEWS for one in ("", "-record")),
    *((f"rules-{name}", "get", OF_THE_REGISTRY) for name in RULES),
    *((f"rules-{name}{one}", "post", OF_THE_REGISTRY) for name in RULES for _tail, one, *_view in ADDRESSES),
    ("people", "get", OF_THE_REGISTRY),
    ("people-duty", "post", OF_THE_REGISTRY),
    ("people-hand-over", "post", (401, 401, 403, 403, 404, 404)),
    ("unknown", "get", (404, 404, 404, 404, 404, 404)),
]
CONTENT: dict[str, Callable[[User], dict[str, Any]]] = {
    "contacts": lambda _: {"channel": "call", "direction": "out", "reached": True, "two_way": True},
    "plan": lambda _: {"text": "A new board will be fitted.", "completes_at": PLAN_DAY},
    "solution": lambda _: {"text": "A new board will be fitted.", "completes_at": PLAN_DAY},
    "date-agreement": lambda _: {"completes_at": LATER_DAY, "text": "He said that it is fine."},
    "appointment": lambda _: {"at": PLAN_DAY, "text": "He said: at nine."},
    "facts": lambda _: {"serial": "KX-1"},
    "move": lambda colleague: {"branch": far_branch(colleague).code, "reason": "It stands there."},
    "kind": lambda _: {"kind": "consultation"},
    "priority": lambda _: {"priority": "normal"},
    "complexity": lambda _: {"complexity": "complex", "reason": "Two departments are needed."},
    "complexity-request": lambda _: {"complexity": "complex", "reason": "Two departments are needed."},
    "updates": lambda _: {"by_itself": True},
    "diagnosis": lambda _: {"nature": "software", "department": "technical"},
    "message-bounce": lambda _: {"reason": "550"},
    "owner": lambda colleague: {"owner": colleague.pk},
    "tasks": lambda colleague: TASK | {"owner": colleague.pk},
    "task-result": lambda _: {"result": "Valve replaced."},
    "task-return": lambda _: {"reason": "Which valve?"},
    "task-withdrawal": lambda _: {"reason": "Not needed."},
    "task-request": lambda _: {"note": "The left one.", "due_at": PLAN_DAY},
    "task-hand-over": lambda colleague: {"owner": colleague.pk, "note": "On leave."},
    "visits": lambda colleague: VISIT | {"engineer": colleague.pk},
    "visit-change": lambda colleague: VISIT | {"engineer": colleague.pk},
    "visit-cancellation": lambda _: {"reason": "The part is missing."},
    "visit-departure": lambda _: {"cause": "Worn", "measures": "Replaced", "no_sign_off": "Nobody in."},
    "visit-parts-order": lambda _: {"parts": [{"name": "Pump", "quantity": "2"}]},
    "visit-part-receipt": lambda _: {"part": PartLine.objects.get().pk},
    "watchers": lambda colleague: {"user": colleague.pk},
    "watcher-removal": lambda colleague: {"user": colleague.pk},
    "confirmation": lambda _: {"score": 5},
    "resolution": lambda _: {"text": "A fuse was replaced.", **SUMMARY_FIELDS},
    "summary": lambda _: SUMMARY_FIELDS,
}


def far_branch(lead: User) -> Branch:
    return Branch.objects.create(code="far", name="Far branch", lead=lead)


AFTER_RESOLUTION = {"confirmation", "objection", "reopening", "closing"}


@pytest.mark.parametrize(("route", "method"), [row[:2] for row in TABLE])
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_token_gets_what_it_may(  # fixtures
    request: pytest.FixtureRequest,
    route: str,
    method: str,
    persona: str,
    ticket: Ticket,
    colleague: User,
    registration: dict[str, Any],
    request_facts: ServiceRequest,
    travelled: time_machine.Traveller,
) -> None:
    expected = dict(zip(PERSONAS, next(row[2] for row in TABLE if row[:2] == (route, method)), strict=True))
    action = route.removeprefix("ticket-")
    if action in AFTER_RESOLUTION:
        wait_after_resolution(ticket, travelled)
    if route == "message-bounce":
        accept_the_receipt(ticket)
    prepare(action, ticket)
    content = registration if route == "tickets" else content_of(action, colleague)
    if route.startswith("ticket-merge"):
        content = {"into": second_ticket(ticket, request_facts, is_merged=action == "merge-undo").number}
    if action in ("links", "link-removal"):
        content = link_content(action, ticket, second_ticket(ticket, request_facts, is_merged=False))
    before = LogEntry.objects.filter(ticket=ticket).count()
    answer = call(request.getfixturevalue(persona), route, method, ticket, content)
    assert answer.status_code == expected[persona], answer.content
    if method == "post" and answer.status_code >= 400:
        assert LogEntry.objects.filter(ticket=ticket).count() == before


def prepare(action: str, ticket: Ticket) -> None:
    """What must have happened before the action makes sense."""
    if action.startswith("task-"):
        ask_a_department(ticket, is_returned=action == "task-request")
    if action.startswith("visit-"):
        plan_a_visit(ticket, action)
    if action == "summary":
        customer = Actor.customer(ticket.customer_id)
        confirm_solved(actor=customer, ticket_id=ticket.pk, now=ticket.received_at)
    if action == "appointment-cancellation":
        make_appointment(
            actor=Actor.customer(ticket.customer_id),
            ticket_id=ticket.pk,
            at=from_text(PLAN_DAY),
            now=ticket.received_at,
        )
    if action == "date-agreement":
        offer_a_later_date(ticket)


def test_every_address_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns} == {route for route, _, _ in TABLE}


@pytest.mark.parametrize("route", sorted({row[0] for row in TABLE} - {"unknown", "docs", "schema"}))
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(api: Any, ticket: Ticket, route: str, method: str) -> None:
    if (route, method) in {row[:2] for row in TABLE}:
        return
    answer = api.client.generic(method.upper(), url_of(route, ticket), headers=api.headers({}))
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert answer.json()["code"] == "method_not_allowed"


def content_of(action: str, colleague: User) -> dict[str, Any]:
    make = CONTENT.get(action)
    return make(colleague) if make else {"text": "Words for whoever reads this."}


def url_of(route: str, ticket: Ticket) -> str:
    if route == "unknown":
        return "/api/v1/nothing-here/"
    if route.startswith(("task-", "visit-")):
        return reverse(f"api:{route}", args=[ticket.number, 1])
    if route == "clock-explanation":
        return reverse(f"api:{route}", args=[Clock.objects.filter(ticket=ticket).earliest("pk").pk])
    if route == "message-bounce":
        return reverse(f"api:{route}", args=[ticket.messages.get(kind="registered").pk])
    of_one = route.startswith(("people-", "registry-", "breach", "canned")) and not route.endswith("s")
    if of_one or route.endswith("-record") or "-rule" in route:
        return reverse(f"api:{route}", args=["999999"])
    return reverse(
        f"api:{route}", args=[ticket.number] if route.startswith("ticket-") or route == "ticket" else []
    )


def call(caller: Any, route: str, method: str, ticket: Ticket, content: dict[str, Any]) -> HttpResponse:
    url = url_of(route, ticket)
    answer: HttpResponse = caller.get(url) if method == "get" else caller.post(url, content)
    return answer


def wait_after_resolution(ticket: Ticket, travelled: time_machine.Traveller) -> None:
    """Served and solved long ago; the customer was called about it and has not said anything."""
    actor, at = Actor.user(ticket.owner), ticket.received_at + timedelta(minutes=5)
    attempt: dict[str, Any] = {"channel": ContactChannel.CALL, "direction": Direction.OUT}
    served = ContactFacts(**attempt, reached=True, two_way=True, need_confirmed=True, priority_confirmed=True)
    missed_call = ContactFacts(
        **attempt, reached=False, two_way=False, need_confirmed=False, priority_confirmed=False
    )
    log_contact(actor=actor, ticket_id=ticket.pk, contact=served, now=at)
    resolve_ticket(actor=actor, ticket_id=ticket.pk, text="A fuse was replaced.", now=at)
    log_contact(actor=actor, ticket_id=ticket.pk, contact=missed_call, now=later(at, hours=2))
    Ticket.objects.filter(pk=ticket.pk).update(closable_at=later(at, days=5))
    travelled.move_to(later(at, days=8))


def accept_the_receipt(ticket: Ticket) -> None:
    """The mail server has taken the confirmation of the registration."""
    receipt = ticket.messages.get(kind="registered")
    mark_accepted(receipt, accepted_at=ticket.received_at)
    log_acceptance(message_id=receipt.pk, now=ticket.received_at)


def offer_a_later_date(ticket: Ticket) -> None:
    """One date is promised, another one was named since."""
    for day in (PLAN_DAY, LATER_DAY):
        send_plan(
            actor=Actor.user(ticket.owner),
            ticket_id=ticket.pk,
            text="A new board.",
            completes_at=from_text(day),
            now=later(ticket.received_at, minutes=1),
        )


def second_ticket(ticket: Ticket, wanted: ServiceRequest, *, is_merged: bool) -> Ticket:
    """Another request of the same customer, which has taken `ticket` in if `is_merged`."""
    survivor = register_ticket(actor=Actor.system("portal"), request=wanted, now=ticket.received_at)
    if is_merged:
        actor = Actor.user(ticket.owner)
        merge_tickets(actor=actor, ticket_id=ticket.pk, into_id=survivor.pk, now=ticket.received_at)
    return survivor


def link_content(action: str, ticket: Ticket, other: Ticket) -> dict[str, Any]:
    """For making a link to another request of the customer, or for removing the one that is there."""
    if action == "links":
        return {"kind": "blocks", "to": other.number}
    link_tickets(
        actor=Actor.user(ticket.owner),
        ticket_id=ticket.pk,
        kind=LinkKind.BLOCKS,
        other_id=other.pk,
        now=ticket.received_at,
    )
    return {"link": TicketLink.objects.get().pk}


def later(at: datetime, **amount: int) -> datetime:
    return at + timedelta(**amount)


def ask_a_department(ticket: Ticket, *, is_returned: bool) -> None:
    """The technical department has a task on it."""
    actor, now = Actor.user(ticket.owner), ticket.received_at + timedelta(minutes=5)
    wish = tasks.TaskWish(
        Department.TECHNICAL, ticket.owner_id, "Test it", "It leaks.", now + timedelta(days=1)
    )
    tasks.ask_department(actor=actor, ticket_id=ticket.pk, wish=wish, now=now)
    if is_returned:
        tasks.return_task(actor=actor, ticket_id=ticket.pk, number=1, reason="Which one?", now=now)


def plan_a_visit(ticket: Ticket, action: str) -> None:
    """The owner is to go there, and has come as far as the action needs."""
    actor, now = Actor.user(ticket.owner), ticket.received_at + timedelta(minutes=5)
    begins = from_text(PLAN_DAY)
    wish = VisitWish(
        VisitMode.ON_SITE, ticket.owner_id, "1 Jinji Road", begins, later(begins, hours=2), "At nine."
    )
    act: dict[str, Any] = {"actor": actor, "ticket_id": ticket.pk, "now": now}
    act["number"] = plan_visit(**act, wish=wish).number
    if action in {"visit-setting-out", "visit-arrival", "visit-departure"}:
        visit_work.accept_visit(**act)
    if action == "visit-departure":
        visit_work.arrive(**act)
    if action == "visit-part-receipt":
        visit_parts.order_parts(**act, parts=[visit_parts.Part("Pump", Decimal(1))])
