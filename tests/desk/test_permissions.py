"""Who may open what at the desk: every address and step, every persona, one expected status.

An address or a step without a row here fails the suite.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Branch, Customer, User
from core.actors import Actor
from servicedesk.desk.steps import STEPS
from servicedesk.desk.task_steps import STEPS as TASK_STEPS
from servicedesk.desk.urls import urlpatterns
from servicedesk.desk.visit_steps import STEPS as VISIT_STEPS
from tests.desk.conftest import SignIn, state_of
from tickets.choices import Department, VisitMode
from tickets.models import DepartmentTask, Ticket, Visit
from tickets.services import tasks
from tickets.services.visit_work import accept_visit, arrive
from tickets.services.visits import VisitWish, plan_visit

PERSONAS = ("anonymous", "agent", "other_agent", "lead", "manager", "customer")
EVERY_STAFF = (302, 200, 200, 200, 200, 302)
OF_THE_BRANCH = (302, 200, 404, 200, 200, 302)
SENT_ON = (302, 302, 302, 302, 302, 302)
NOTHING_THERE = (302, 404, 404, 404, 404, 302)
NOT_VALID = (302, 422, 404, 422, 422, 302)
OF_THE_DEPARTMENT = (302, 403, 404, 422, 422, 302)
UNFITTING = (302, 409, 404, 409, 409, 302)
FOR_LEADS = (302, 403, 403, 200, 200, 302)
FOR_MANAGEMENT = (302, 403, 403, 403, 200, 302)
OF_THE_ENGINEER = (302, 403, 404, 409, 409, 302)
ONE_CLICK = (302, 302, 404, 302, 302, 302)

# address name (and step) -> method, path below /desk/, status per persona in the order of PERSONAS
ROUTES: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "queue": ("get", "", EVERY_STAFF),
    "bulk": ("post", "bulk/", (302, 422, 422, 422, 422, 302)),
    "bulk_done": ("get", "bulk/done/", EVERY_STAFF),
    "bulk_undo": ("post", "bulk/999999/undo/", NOTHING_THERE),
    "canned": ("get", "canned/", FOR_LEADS),
    "new_canned": ("get", "canned/new/", FOR_LEADS),
    "canned_reply": ("get", "canned/999999/", (302, 403, 403, 404, 404, 302)),
    "remove_canned": ("post", "canned/999999/remove/", (302, 403, 403, 404, 404, 302)),
    "canned_for": ("get", "tickets/{number}/canned/", OF_THE_BRANCH),
    "jump": ("get", "jump/?words=li", SENT_ON),
    "look": ("post", "look/", SENT_ON),
    "saved_views": ("get", "views/", EVERY_STAFF),
    "change_view": ("post", "views/999999/remove/", NOTHING_THERE),
    "start": ("get", "start/", FOR_MANAGEMENT),
    "send_test_mail": ("post", "start/mail/", (302, 403, 403, 403, 302, 302)),
    # for nobody, once there is an account
    "first_account": ("get", "start/account/", (404, 404, 404, 404, 404, 404)),
    "new": ("get", "new/", EVERY_STAFF),
    "find": ("get", "new/find/?find=li", EVERY_STAFF),
    "alerts": ("get", "alerts/", EVERY_STAFF),
    "read_alerts": ("post", "alerts/read/", SENT_ON),
    "me": ("get", "me/", EVERY_STAFF),
    "settings": ("get", "settings/", EVERY_STAFF),
    "duty": ("post", "duty/", SENT_ON),
    "states": ("get", "states/", EVERY_STAFF),
    "tasks": ("get", "tasks/", EVERY_STAFF),
    "task": ("get", "tickets/{number}/tasks/1/", OF_THE_BRANCH),
    # its department's business, or a lead's; it is accepted already
    "task_step:accept": ("post", "tickets/{number}/tasks/1/accept/", (302, 403, 404, 409, 409, 302)),
    "task_step:finish": ("post", "tickets/{number}/tasks/1/finish/", OF_THE_DEPARTMENT),
    "task_step:return": ("post", "tickets/{number}/tasks/1/return/", OF_THE_DEPARTMENT),
    "task_step:again": ("post", "tickets/{number}/tasks/1/again/", NOT_VALID),
    "task_step:reassign": ("post", "tickets/{number}/tasks/1/reassign/", NOT_VALID),
    "task_step:withdraw": ("post", "tickets/{number}/tasks/1/withdraw/", NOT_VALID),
    "task_step:unheard-of": ("post", "tickets/{number}/tasks/1/unheard-of/", NOTHING_THERE),
    "rules": ("get", "rules/owners/", FOR_LEADS),
    "new_rule": ("get", "rules/owners/new/", FOR_LEADS),
    "rule": ("get", "rules/owners/999999/", (302, 403, 403, 404, 404, 302)),
    "change_rule": ("post", "rules/owners/999999/up/", (302, 403, 403, 409, 409, 302)),
    "visits": ("get", "visits/", EVERY_STAFF),
    "visit": ("get", "visits/{visit}/", OF_THE_BRANCH),
    # the engineer's business, or a lead's; he has arrived already
    "visit_step:accept": ("post", "visits/{visit}/accept/", OF_THE_ENGINEER),
    "visit_step:set-out": ("post", "visits/{visit}/set-out/", OF_THE_ENGINEER),
    "visit_step:arrive": ("post", "visits/{visit}/arrive/", OF_THE_ENGINEER),
    "visit_step:leave": ("post", "visits/{visit}/leave/", (302, 403, 404, 422, 422, 302)),
    "visit_step:code": ("post", "visits/{visit}/code/", (302, 403, 404, 422, 422, 302)),
    "visit_step:order": ("post", "visits/{visit}/order/", NOT_VALID),
    "visit_step:received": ("post", "visits/{visit}/received/", NOT_VALID),
    "visit_step:change": ("post", "visits/{visit}/change/", NOT_VALID),
    "visit_step:cancel": ("post", "visits/{visit}/cancel/", NOT_VALID),
    "visit_step:unheard-of": ("post", "visits/{visit}/unheard-of/", NOTHING_THERE),
    "people": ("get", "people/", FOR_LEADS),
    "leave": ("get", "people/999999/leave/", NOTHING_THERE),
    "stop_leave": ("post", "people/999999/leave/1/end/", NOTHING_THERE),
    "hand_over": ("get", "people/999999/hand-over/", (302, 403, 403, 404, 404, 302)),
    "ticket": ("get", "tickets/{number}/", OF_THE_BRANCH),
    "preview": ("get", "tickets/{number}/preview/", OF_THE_BRANCH),
    # to the queue, where there is no other
    "next": ("get", "tickets/{number}/next/", ONE_CLICK),
    "previous": ("get", "tickets/{number}/previous/", ONE_CLICK),
    "mentions": ("get", "tickets/{number}/mentions/", ONE_CLICK),
    "draft": ("post", "tickets/{number}/draft/reply/", OF_THE_BRANCH),
    "log_print": ("get", "tickets/{number}/log/", OF_THE_BRANCH),
    "log_export": ("get", "tickets/{number}/log/export/", OF_THE_BRANCH),
    "erase": ("get", "tickets/{number}/log/erase/", (302, 403, 404, 403, 200, 302)),
    "related": ("get", "tickets/{number}/related/", OF_THE_BRANCH),
    "change_related": ("post", "tickets/{number}/related/link/", NOT_VALID),
    "facts": ("get", "tickets/{number}/facts/", OF_THE_BRANCH),
    "sender": ("post", "tickets/{number}/sender/", ONE_CLICK),
    "alike": ("get", "tickets/{number}/alike/", OF_THE_BRANCH),
    "complain": ("get", "tickets/{number}/complaint/", OF_THE_BRANCH),
    "move": ("get", "tickets/{number}/move/", OF_THE_BRANCH),
    "merge": ("get", "tickets/{number}/merge/", OF_THE_BRANCH),
    # nothing to undo for those who may, forbidden for who may not
    "undo_merge": ("post", "tickets/{number}/merge/undo/", UNFITTING),
    "file": ("get", "tickets/{number}/files/999999/", NOTHING_THERE),
    "call": ("post", "tickets/{number}/messages/999999/call/", NOTHING_THERE),
    "retry": ("post", "tickets/{number}/messages/999999/retry/", NOTHING_THERE),
    "acknowledge": ("post", "tickets/{number}/clocks/999999/acknowledge/", NOTHING_THERE),
    "records": ("get", "registry/purchases/", EVERY_STAFF),
    "record": ("get", "registry/purchases/999999/", NOTHING_THERE),
    "new_record": ("get", "registry/customers/new/", EVERY_STAFF),
    "edit_record": ("get", "registry/customers/999999/edit/", NOTHING_THERE),
    "labels": ("get", "registry/labels/", EVERY_STAFF),
    "label_file": ("get", "registry/labels/999999/svg/", NOTHING_THERE),
    "revoke_label": ("post", "registry/labels/999999/revoke/", NOTHING_THERE),
    "imports": ("get", "registry/imports/", FOR_LEADS),
    "import": ("get", "registry/imports/999999/", (302, 403, 403, 404, 404, 302)),
    "rejected": ("get", "registry/imports/999999/rejected/", (302, 403, 403, 404, 404, 302)),
    "step:reply": ("post", "tickets/{number}/steps/reply/", NOT_VALID),
    "step:update": ("post", "tickets/{number}/steps/update/", NOT_VALID),
    "step:solution": ("post", "tickets/{number}/steps/solution/", NOT_VALID),
    "step:plan": ("post", "tickets/{number}/steps/plan/", NOT_VALID),
    "step:question": ("post", "tickets/{number}/steps/question/", NOT_VALID),
    "step:call": ("post", "tickets/{number}/steps/call/", NOT_VALID),
    "step:note": ("post", "tickets/{number}/steps/note/", NOT_VALID),
    "step:task": ("post", "tickets/{number}/steps/task/", NOT_VALID),
    "step:visit": ("post", "tickets/{number}/steps/visit/", NOT_VALID),
    "step:resolve": ("post", "tickets/{number}/steps/resolve/", NOT_VALID),
    "step:summary": ("post", "tickets/{number}/steps/summary/", NOT_VALID),
    "step:withdraw": ("post", "tickets/{number}/steps/withdraw/", NOT_VALID),
    # for a lead to say
    "step:dismiss": ("post", "tickets/{number}/steps/dismiss/", (302, 403, 404, 422, 422, 302)),
    "step:confirm": ("post", "tickets/{number}/steps/confirm/", NOT_VALID),
    "step:close": ("post", "tickets/{number}/steps/close/", UNFITTING),
    "step:reopen": ("post", "tickets/{number}/steps/reopen/", NOT_VALID),
    "step:priority": ("post", "tickets/{number}/steps/priority/", NOT_VALID),
    "step:complexity": ("post", "tickets/{number}/steps/complexity/", NOT_VALID),
    "step:kind": ("post", "tickets/{number}/steps/kind/", NOT_VALID),
    "step:cancel-appointment": ("post", "tickets/{number}/steps/cancel-appointment/", NOT_VALID),
    "step:owner": ("post", "tickets/{number}/steps/owner/", NOT_VALID),
    # refused outright to who is neither the owner nor a lead; the form has no field that can be wrong
    "step:updates": ("post", "tickets/{number}/steps/updates/", ONE_CLICK),
    "step:unheard-of": ("post", "tickets/{number}/steps/unheard-of/", NOTHING_THERE),
}


@pytest.fixture(autouse=True)
def task(ticket: Ticket, branch: Branch, now: datetime) -> DepartmentTask:
    """The technical department has accepted a task on the ticket."""
    fields = {"name": "Tech", "branch": branch, "department": Department.TECHNICAL}
    tech = User.objects.create_user("tech@desk.example", None, **fields)
    wish = tasks.TaskWish(Department.TECHNICAL, tech.pk, "Test it", "It leaks.", now + timedelta(hours=4))
    asked = tasks.ask_department(actor=Actor.user(tech), ticket_id=ticket.pk, wish=wish, now=now)
    tasks.accept_task(actor=Actor.user(tech), ticket_id=ticket.pk, number=asked.number, now=now)
    return asked


@pytest.fixture(autouse=True)
def visit(task: DepartmentTask, now: datetime) -> Visit:
    """Somebody of the technical department is in a remote session with the customer."""
    ticket, actor = task.ticket, Actor.user(task.owner)
    Customer.objects.filter(pk=ticket.customer_id).update(email="")
    wish = VisitWish(VisitMode.REMOTE, task.owner_id, "https://help.example/7")
    planned = plan_visit(actor=actor, ticket_id=ticket.pk, wish=wish, now=now)
    for step in (accept_visit, arrive):
        step(actor=actor, ticket_id=ticket.pk, number=planned.number, now=now)
    return planned


@pytest.fixture
def browser_of(
    sign_in: SignIn, agent: User, other_agent: User, lead: User, manager: User
) -> Callable[[str], Client]:
    """A browser for each persona; a customer has no account, so his is a stranger's."""
    people = {"agent": agent, "other_agent": other_agent, "lead": lead, "manager": manager}
    return lambda persona: sign_in(people.get(persona))


def test_every_address_and_step_has_a_row() -> None:
    addresses = {pattern.name for pattern in urlpatterns}
    assert addresses - {"step", "task_step", "visit_step"} == {name for name in ROUTES if ":" not in name}
    steps = {name[10:] for name in ROUTES if name.startswith("task_step:")}
    assert set(TASK_STEPS) | {"unheard-of"} == steps
    steps = {name[11:] for name in ROUTES if name.startswith("visit_step:")}
    assert set(VISIT_STEPS) | {"unheard-of"} == steps
    assert set(STEPS) | {"unheard-of"} == {name[5:] for name in ROUTES if name.startswith("step:")}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("route", ROUTES)
def test_each_persona_gets_what_the_table_says(
    route: str, persona: str, ticket: Ticket, visit: Visit, browser_of: Callable[[str], Client]
) -> None:
    method, path, statuses = ROUTES[route]
    before = state_of(ticket)
    answer = getattr(browser_of(persona), method)(
        f"/desk/{path}".format(number=ticket.number, visit=visit.pk)
    )
    assert answer.status_code == statuses[PERSONAS.index(persona)]
    assert state_of(ticket) == before


@pytest.mark.parametrize("route", [name for name, (method, *_) in ROUTES.items() if method == "post"])
def test_nothing_is_changed_by_following_a_link(
    route: str, ticket: Ticket, visit: Visit, desk: Client
) -> None:
    before = state_of(ticket)
    path = ROUTES[route][1].format(number=ticket.number, visit=visit.pk)
    assert desk.get(f"/desk/{path}").status_code == 405
    assert state_of(ticket) == before


def test_strangers_come_back_to_where_they_wanted_after_signing_in(client: Client, page: str) -> None:
    assert client.get(page)["Location"] == f"/accounts/login/?next={page}"


def test_a_page_whose_session_has_ended_is_told_so(client: Client, page: str) -> None:
    """A redirect would put the sign-in page into the middle of the list."""
    answer = client.get(page, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Retarget"] == "#toasts"
    assert "You are signed out" in answer.content.decode()


ON_A_TICKET = [name for name, (_method, path, _statuses) in ROUTES.items() if "{" in path]


@pytest.mark.parametrize("route", ON_A_TICKET)
def test_a_lead_who_holds_it_for_another_branch_may_what_its_own_lead_may(
    route: str, ticket: Ticket, visit: Visit, other_branch: Branch, sign_in: SignIn
) -> None:
    method, path, statuses = ROUTES[route]
    Ticket.objects.filter(pk=ticket.pk).update(owner=other_branch.lead)
    answer = getattr(sign_in(other_branch.lead), method)(
        f"/desk/{path}".format(number=ticket.number, visit=visit.pk)
    )
    assert answer.status_code == statuses[PERSONAS.index("lead")]
