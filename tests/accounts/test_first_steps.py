"""From an empty database to a registered request with running clocks, by pages alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.first_account import opening_code
from accounts.models import Branch, User
from notifications.mail.refusals import refusal_words
from notifications.models import MailTrial
from sla.models import Calendar, Clock
from sla.selectors.commitments import in_force
from sla.selectors.timetables import version_for_branch
from tests.conftest import PASSWORD, make_staff
from tickets.models import Ticket

START = "/desk/start/"
BACK = "?back=start"
PERSON = {"language": "en", "is_active": "on"}


@pytest.fixture(autouse=True)
def clock(db: None, now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def admin() -> Client:
    """Who has just opened the installation."""
    browser = Client()
    facts = {"name": "Gao Yun", "email": "gao@desk.example", "password": PASSWORD, "code": opening_code()}
    browser.post("/desk/start/account/", facts)
    return browser


def done(admin: Client) -> list[str]:
    steps: Any = admin.get(START).context["first_steps"]
    return [step.key for step in steps.steps if step.is_done]


def send(admin: Client, address: str, **facts: Any) -> None:
    """A form that was opened from the first steps, and leads back there."""
    answer = admin.post(f"{address}{BACK}", facts)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == START


def enter_the_house(admin: Client) -> Branch:
    house = {"name": "Riverside", "phone": "400 1", "zone": "Asia/Shanghai", "language": "en"}
    send(admin, "/desk/registry/company/1/edit/", **house)
    assert done(admin) == ["company"]
    branch = {"name": "North", "code": "north", "zone": "Asia/Shanghai", "is_default": "on"}
    send(admin, "/desk/registry/branches/new/", **branch)
    assert done(admin) == ["company"]
    send(admin, "/insights/calendars/install/", back="start")
    assert done(admin) == ["company", "branch"]
    return Branch.objects.get()


def enter_the_people(admin: Client, branch: Branch) -> None:
    for name, role in (("Chen Jie", "agent"), ("Lin Yue", "lead")):
        email = f"{name[:4].lower().strip()}@desk.example"
        facts = PERSON | {"name": name, "role": role, "email": email, "branch": branch.pk}
        send(admin, "/desk/registry/staff/new/", **facts)
    assert "people" not in done(admin)
    edit = f"/desk/registry/branches/{branch.pk}/edit/"
    facts = {"name": "North", "code": "north", "zone": "Asia/Shanghai", "is_default": "on"}
    lead = User.objects.get(role="lead").pk
    send(admin, edit, **facts, lead=lead, seen=admin.get(edit).context["seen"])


def test_every_step_is_done_in_pages_and_then_a_clock_runs(
    admin: Client, now: datetime, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(seconds=20))
    assert admin.get("/desk/")["Location"] == START
    assert done(admin) == []
    branch = enter_the_house(admin)
    assert version_for_branch(branch.pk) is not None
    enter_the_people(admin, branch)
    assert done(admin) == ["company", "branch", "people"]
    assert "First steps" in admin.get("/desk/").content.decode()

    admin.post("/desk/start/mail/")
    assert [sent.to for sent in mail.outbox][-1] == ["gao@desk.example"]
    sign = admin.post("/insights/commitments/install/", {"letter": "A", "back": "start"})["Location"]
    assert sign.endswith(f"/sign/{BACK}")
    assert "letter" not in done(admin)
    assert sign in admin.get(START).content.decode()
    assert admin.post(sign, {"effective_from": ""})["Location"] == START
    assert in_force(timezone.now()) is not None
    assert in_force(now) is None

    clock.shift(timedelta(seconds=10))  # still in the minute that the letter was signed in
    call = {"name": "Old Li", "phone": "138", "language": "en", "received_at": "2026-11-24T12:20"}
    matter = {"problem": "It leaks.", "kind": "repair", "impact": "degraded"}
    opened = admin.get("/desk/new/").context["opened"]
    send(admin, "/desk/new/", opened=opened, **call, **matter)
    assert Clock.objects.filter(ticket=Ticket.objects.get(), state="running").count() == 2
    page = admin.get(START)
    assert page.context["first_steps"].is_all_done
    assert Ticket.objects.get().number in page.content.decode()
    assert "mini-promise" in page.content.decode()
    assert "First steps" not in admin.get("/desk/").content.decode()


def test_a_mail_that_the_server_refuses_is_said_to_be_refused(admin: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk-account", "the-secret"
    settings.MAIL_CATCHER_DIR = None
    page = admin.post("/desk/start/mail/", follow=True).content.decode()
    assert MailTrial.objects.get().refusal == "unreachable"
    assert refusal_words("unreachable") in page
    assert "127.0.0.1:1" in page
    assert "the-secret" not in page
    assert "desk-account" not in page
    assert "mail" not in done(admin)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    admin.post("/desk/start/mail/")
    assert "mail" in done(admin)
    settings.EMAIL_HOST = "other.example"  # nothing is known of another server
    assert "mail" not in done(admin)


@pytest.mark.parametrize("code", ["smtp_550", "server_421", "server_535", "timed_out", "connection_lost"])
def test_every_refusal_has_a_sentence(code: str) -> None:
    assert refusal_words(code).endswith(".")
    assert "{" not in refusal_words(code)


def test_a_test_mail_of_somebody_else_is_refused_and_nothing_is_sent(admin: Client, branch: Branch) -> None:
    lead = Client()
    lead.force_login(make_staff("other.lead", "lead", branch))
    assert lead.post("/desk/start/mail/").status_code == 403
    assert lead.get(START).status_code == 403
    assert lead.post("/insights/calendars/install/").status_code == 403
    assert not MailTrial.objects.exists()
    assert not mail.outbox


def test_a_commitment_that_begins_later_is_not_in_force_yet(
    admin: Client, branch: Branch, clock: time_machine.Traveller
) -> None:
    sign = admin.post("/insights/commitments/install/", {"letter": "A", "back": "start"})["Location"]
    admin.post(sign, {"effective_from": "2026-11-25T09:00"})
    assert "letter" not in done(admin)
    clock.shift(timedelta(days=2))
    admin.force_login(User.objects.get(email="gao@desk.example"))
    assert "letter" in done(admin)


def test_the_page_takes_the_same_queries_whatever_there_is(
    admin: Client, branch: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    admin.get(START)
    with django_assert_num_queries(15):
        admin.get(START)
    for at in range(3):
        make_staff(f"agent{at}", "agent", branch)
    with django_assert_num_queries(15):
        admin.get(START)


def test_pages_of_calendars_and_letters_lead_back_while_a_step_is_open(
    admin: Client, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.post("/insights/calendars/install/")
    sign = admin.post("/insights/commitments/install/", {"letter": "A"})["Location"]
    code = Calendar.objects.get().code
    pages = [f"/insights/calendars/{place}" for place in ("", "new/", f"{code}/", f"{code}/edit/")]
    pages += ["/insights/commitments/", "/insights/commitments/new/", sign, sign.replace("sign/", "")]
    link = f'<a href="{START}">First steps, '
    for page in pages:
        assert link in admin.get(page).content.decode(), page
    lead = Client()
    lead.force_login(make_staff("other.lead", "lead", branch))
    assert link not in lead.get(pages[0]).content.decode()
    monkeypatch.setattr("servicedesk.desk.first_steps.FirstSteps.is_all_done", True)
    for page in pages:
        assert link not in admin.get(page).content.decode(), page


@pytest.mark.parametrize("page", ["/desk/registry/branches/new/", "/desk/registry/staff/new/", "/desk/new/"])
def test_who_gives_up_a_form_of_the_first_steps_is_back_there(
    admin: Client, branch: Branch, page: str
) -> None:
    cancel = f'<a class="btn quiet" href="{START}">'
    assert cancel in admin.get(f"{page}{BACK}").content.decode()
    assert cancel not in admin.get(page).content.decode()
