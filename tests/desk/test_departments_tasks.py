"""Departments' tasks at the desk: asked on the ticket, worked on from the queue (A3.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, User
from core.actors import Actor
from notifications.mail.compose import compose
from notifications.models import Message, StaffAlert
from sla.services.letters import install_letter
from tests.desk.conftest import SignIn, Take, codes
from tickets.choices import Department, TaskState
from tickets.entries import Entry
from tickets.models import DepartmentTask, Ticket
from tickets.services import tasks

Ask = Callable[..., DepartmentTask]


@pytest.fixture(autouse=True)
def house_rules(letter: object, now: datetime) -> None:
    yesterday = now - timedelta(days=1)
    install_letter("HOUSE", actor=Actor.system("test"), now=yesterday)


@pytest.fixture
def tech(branch: Branch) -> User:
    fields = {"name": "Tech", "branch": branch, "department": Department.TECHNICAL}
    return User.objects.create_user("tech@desk.example", None, **fields)


@pytest.fixture
def ask(ticket: Ticket, by_agent: Actor, tech: User, now: datetime) -> Ask:
    """`ask()`: the agent asks the technical department, due in four hours."""

    def asked(what: str = "Test the valve", owner: User = tech) -> DepartmentTask:
        due_at = now + timedelta(hours=4)
        wish = tasks.TaskWish(Department.TECHNICAL, owner.pk, what, "It leaks when cold.", due_at)
        return tasks.ask_department(actor=by_agent, ticket_id=ticket.pk, wish=wish, now=now)

    return asked


def typed(tech: User, now: datetime) -> dict[str, Any]:
    return {
        "department": "technical",
        "owner": tech.pk,
        "what": "Test the valve",
        "text": "It leaks when cold.",
        "due_at": f"{now + timedelta(hours=12):%Y-%m-%dT%H:%M}",
    }


def test_asking_shows_the_task_on_the_ticket_and_tells_its_owner(
    take: Take, tech: User, ticket: Ticket, now: datetime, desk: Client, page: str
) -> None:
    assert take("task", htmx=False, **typed(tech, now)).status_code == 302
    shown = desk.get(page).content.decode()
    assert "Test the valve" in shown
    assert StaffAlert.objects.filter(user=tech, kind="task_asked").exists()
    assert Message.objects.get(user=tech, kind="task_asked").ticket == ticket


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_its_owner_is_mailed_what_is_asked_with_the_way_to_it(
    ask: Ask, tech: User, page: str, now: datetime, language: str
) -> None:
    User.objects.filter(pk=tech.pk).update(language=language)
    ask()
    mail = compose(Message.objects.get(user=tech, kind="task_asked"), now=now)
    assert "It leaks when cold." in str(mail.body)
    assert f"{page}tasks/1/" in str(mail.body)


@pytest.mark.parametrize("missing", ["department", "owner", "what", "text", "due_at"])
def test_a_form_without_one_of_them_comes_back_as_typed(
    take: Take, tech: User, ticket: Ticket, now: datetime, missing: str
) -> None:
    before = ticket.last_number
    answer = take("task", **typed(tech, now) | {missing: ""})
    assert answer.status_code == 422
    assert codes(ticket, before) == []


def test_a_due_that_has_passed_is_named_at_its_field(
    take: Take, tech: User, ticket: Ticket, now: datetime
) -> None:
    answer = take("task", **typed(tech, now) | {"due_at": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 422
    assert "Choose a time that lies ahead." in answer.content.decode()


def test_its_owner_accepts_and_finishes_it_from_the_queue(
    ask: Ask, sign_in: SignIn, tech: User, page: str
) -> None:
    task, browser = ask(), sign_in(tech)
    assert "Test the valve" in browser.get("/desk/tasks/").content.decode()
    browser.post(f"{page}tasks/1/accept/")
    refused = browser.post(f"{page}tasks/1/finish/", {"text": " "})
    assert refused.status_code == 422
    browser.post(f"{page}tasks/1/finish/", {"text": "Valve replaced."})
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    assert "Valve replaced." in browser.get(f"{page}tasks/1/").content.decode()
    assert "Test the valve" not in browser.get("/desk/tasks/").content.decode()


def test_a_returned_task_is_asked_for_again_by_the_agent(
    ask: Ask, sign_in: SignIn, tech: User, agent: User, desk: Client, page: str, now: datetime
) -> None:
    task = ask()
    sign_in(tech).post(f"{page}tasks/1/return/", {"text": "Which valve?"})
    assert StaffAlert.objects.filter(user=agent, kind="task_returned").exists()
    assert "Which valve?" in desk.get(f"{page}tasks/1/").content.decode()
    due = {"due_at": f"{now + timedelta(hours=20):%Y-%m-%dT%H:%M}"}
    desk.post(f"{page}tasks/1/again/", {"text": "The left one.", **due})
    task.refresh_from_db()
    assert task.state == TaskState.ASKED


@pytest.mark.parametrize("step", ["finish", "return", "reassign", "withdraw"])
def test_every_form_of_a_task_says_what_it_was_written_on(
    ask: Ask, desk: Client, sign_in: SignIn, tech: User, page: str, ticket: Ticket, step: str
) -> None:
    ask()
    ticket.refresh_from_db()
    seen = f'name="seen" value="{ticket.last_number}"'
    content = "".join(browser.get(f"{page}tasks/1/").content.decode() for browser in (sign_in(tech), desk))
    form = content.partition(f"/tasks/1/{step}/")[2].partition("</form>")[0]
    assert seen in form


def test_a_step_on_an_old_view_is_refused_with_what_changed_and_nothing_typed_is_lost(
    ask: Ask, sign_in: SignIn, tech: User, lead: User, page: str, ticket: Ticket
) -> None:
    ask()
    ticket.refresh_from_db()
    seen = ticket.last_number
    sign_in(lead).post(f"{page}tasks/1/reassign/", {"owner": lead.pk, "text": "I know the customer."})
    before = Ticket.objects.get(pk=ticket.pk).last_number
    browser = sign_in(tech)
    refused = browser.post(f"{page}tasks/1/finish/", {"text": "Valve replaced.", "seen": seen})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "this happened while you were writing" in shown
    assert "Valve replaced.</textarea>" in shown
    assert "Do it anyway" in shown
    assert [line.entry.entry for line in refused.context["meanwhile"]] == [Entry.TASK_REASSIGNED]
    assert codes(ticket, before) == []
    again = browser.post(f"{page}tasks/1/finish/", {"text": "Done.", "seen": refused.context["seen"]})
    assert again.status_code == 302
    assert codes(ticket, before) == [Entry.TASK_DONE, *codes(ticket, before)[1:]]


def test_a_step_that_has_gone_leaves_what_was_typed_on_the_page(
    ask: Ask, sign_in: SignIn, tech: User, desk: Client, page: str, ticket: Ticket
) -> None:
    ask()
    ticket.refresh_from_db()
    seen = ticket.last_number
    desk.post(f"{page}tasks/1/withdraw/", {"text": "The customer has mended it."})
    refused = sign_in(tech).post(f"{page}tasks/1/finish/", {"text": "Valve replaced.", "seen": seen})
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "this happened while you were writing" in shown
    assert "Valve replaced." in shown


def test_what_is_said_on_the_request_meanwhile_stops_no_step_of_the_task(
    ask: Ask, sign_in: SignIn, tech: User, take: Take, page: str, ticket: Ticket
) -> None:
    ask()
    ticket.refresh_from_db()
    take("reply", text="We are at it.")
    done = sign_in(tech).post(f"{page}tasks/1/finish/", {"text": "Done.", "seen": ticket.last_number})
    assert done.status_code == 302


def test_a_specialist_elsewhere_reads_his_task_and_not_the_request(
    ask: Ask, sign_in: SignIn, other_branch: Branch, page: str, ticket: Ticket
) -> None:
    fields = {"name": "Far", "branch": other_branch, "department": Department.TECHNICAL}
    far = User.objects.create_user("far@desk.example", None, **fields)
    ask(owner=far)
    browser = sign_in(far)
    assert browser.get(page).status_code == 404
    shown = browser.get(f"{page}tasks/1/").content.decode()
    assert "It leaks when cold." in shown
    assert ticket.customer.name not in shown
    assert ticket.title not in shown


def test_the_department_sees_what_its_colleagues_have(
    ask: Ask, sign_in: SignIn, branch: Branch, desk: Client
) -> None:
    ask()
    fields = {"name": "Second", "branch": branch, "department": Department.TECHNICAL}
    second = sign_in(User.objects.create_user("second@desk.example", None, **fields))
    assert "Test the valve" not in second.get("/desk/tasks/").content.decode()
    assert "Test the valve" in second.get("/desk/tasks/?show=department").content.decode()
    assert "Test the valve" in desk.get("/desk/tasks/?show=all").content.decode()
    assert "My department" not in desk.get("/desk/tasks/").content.decode()


def test_resolving_over_an_open_task_asks_why(ask: Ask, take: Take, ticket: Ticket) -> None:
    ask()
    before = Ticket.objects.get(pk=ticket.pk).last_number
    refused = take("resolve", text="It works again.")
    assert refused.status_code == 422
    assert "A department still works on it." in refused.content.decode()
    assert codes(ticket, before) == []
    take("resolve", text="It works again.", over_tasks="The valve is for stock.")
    assert Entry.TASKS_LEFT_OPEN in codes(ticket, before)


@pytest.mark.parametrize("count", [1, 5])
def test_the_queue_costs_the_same_however_many_there_are(
    ask: Ask, sign_in: SignIn, tech: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        ask(f"Test valve {number}")
    browser = sign_in(tech)
    browser.get("/desk/tasks/")
    with django_assert_num_queries(8):
        browser.get("/desk/tasks/")
