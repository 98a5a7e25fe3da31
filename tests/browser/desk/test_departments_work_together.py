"""A department is asked, returns it, is asked again and finishes; on wide screens and phones, in both
languages, without any script (A3.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Branch, User
from core.actors import Actor
from sla.services.letters import install_letter
from tickets.choices import Department, TaskState
from tickets.models import DepartmentTask, Ticket

WORDS = {
    "en-GB": ["Ask the department", "Return the task", "Ask again", "Accept the task", "Report it as done"],
    "zh-CN": ["提交给部门", "退回任务", "再次提出", "接受任务", "报告完成"],
}


@pytest.fixture
def tech(branch: Branch) -> User:
    fields = {"name": "Tian Yu", "branch": branch, "department": Department.TECHNICAL}
    return User.objects.create_user("tian.yu@desk.example", None, **fields)


@pytest.fixture
def as_user(contexts: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[..., Page]:
    """`as_user(agent, size="phone")`: a browser in which that person is signed in."""

    def opened(user: User, **options: Any) -> Page:
        context, client = contexts(**options), Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return context.new_page()

    return opened


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light", "script": False},
        {"language": "zh-CN", "size": "phone", "theme": "dark", "script": False},
    ],
)
def test_from_being_asked_to_done(
    look: dict[str, Any],
    as_user: Callable[..., Page],
    agent: User,
    tech: User,
    ticket: Ticket,
    now: datetime,
    live_server: LiveServer,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    install_letter("HOUSE", actor=Actor.system("test"), now=now - timedelta(days=1))
    desk, bench = as_user(agent, **look), as_user(tech, **look)
    ask, give_back, again, accept, done = WORDS[look["language"]]
    address = f"{live_server.url}/desk/tickets/{ticket.number}/"
    due = (now + timedelta(hours=6)).astimezone(ZoneInfo("Asia/Shanghai"))

    desk.goto(f"{address}?tab=task")
    desk.locator("#task_department").select_option("technical")
    desk.locator("#task_owner").select_option(str(tech.pk))
    desk.locator("#task_what").fill("Test the valve")
    desk.locator("#task_due_at").fill(f"{due:%Y-%m-%dT%H:%M}")
    desk.locator("#task_text").fill("It leaks when cold; the customer wants it back on Friday.")
    shoot(desk, f"desk-task-ask-{look['size']}")
    desk.get_by_role("button", name=ask).click()
    assert "Test the valve" in desk.locator("#tasks").inner_text()
    shoot(desk, f"desk-task-asked-{look['size']}")

    bench.goto(f"{live_server.url}/desk/tasks/")
    shoot(bench, f"desk-tasks-{look['size']}")
    bench.get_by_role("link", name="Test the valve").click()
    check_with_script(as_user, tech, bench.url, look, check_accessible)
    bench.locator("#return summary").click()
    bench.locator("#return_text").fill("Which valve?")
    shoot(bench, f"desk-task-return-{look['size']}")
    bench.get_by_role("button", name=give_back).click()

    desk.goto(f"{address}tasks/1/")
    assert "Which valve?" in desk.locator("main").inner_text()
    desk.locator("#again summary").click()
    desk.locator("#again_due_at").fill(f"{due:%Y-%m-%dT%H:%M}")
    desk.locator("#again_text").fill("The left one.")
    desk.get_by_role("button", name=again).click()

    bench.goto(f"{address}tasks/1/")
    bench.get_by_role("button", name=accept).click()
    bench.locator("#finish summary").click()
    bench.locator("#finish_text").fill("Valve replaced.")
    bench.get_by_role("button", name=done).click()
    assert "Valve replaced." in bench.locator("main").inner_text()
    shoot(bench, f"desk-task-done-{look['size']}")
    assert DepartmentTask.objects.get(ticket=ticket).state == TaskState.DONE


def check_with_script(
    as_user: Callable[..., Page], user: User, url: str, look: dict[str, Any], check: Callable[[Page], None]
) -> None:
    """The checker itself is a script."""
    page = as_user(user, **look | {"script": True})
    page.goto(url)
    check(page)
