"""The personas, each defined once, and the time the tests live in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import Branch, Customer, Role, Scope, User
from accounts.selectors.company import keep_company, of_the_environment
from accounts.services.customers import CustomerFacts
from accounts.services.tokens import issue_token
from core.actors import Actor
from sla.models import Calendar, CalendarVersion
from tickets.choices import Channel, Impact, Kind
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

PASSWORD = "a-long-enough-password"


TRUNCATE_GUARDS = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_no_truncate%'"
)
END_OTHER_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Between transactional tests pytest empties the tables by TRUNCATE, which the service log refuses.

    Only here, in a throw-away database, that one trigger sleeps; its own test wakes it. At the end a
    thread that served a browser may still hold the database, which then could not be dropped.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(TRUNCATE_GUARDS)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(END_OTHER_SESSIONS)


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits of one test must not bite the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()
    # as in a process that has run for a while: whose desk it is, is known
    keep_company(of_the_environment(), float("inf"))


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Whoever was answered in the test before, in this thread, does not decide what this one reads."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """What a test stores lies in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LOG_ROOT_DIR = tmp_path / "anchors"


@pytest.fixture
def now() -> datetime:
    """A Tuesday, 12:20 in Shanghai."""
    return datetime(2026, 11, 24, 4, 20, tzinfo=UTC)


@pytest.fixture
def later(now: datetime) -> Callable[..., datetime]:
    """`later(hours=2)`: so long after `now`."""
    return lambda **amount: now + timedelta(**amount)


OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]


@pytest.fixture
def office(db: None, now: datetime) -> CalendarVersion:
    """Office hours in Shanghai, Monday to Friday with a pause at noon, for every branch without its own."""
    calendar = Calendar.objects.create(
        code="office", name="Head office", is_default=True, created_at=now - timedelta(days=60)
    )
    return CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        zone="Asia/Shanghai",
        weekly=[OFFICE] * 5 + [[], []],
        made_at=now - timedelta(days=60),
    )


@pytest.fixture
def branch(db: None) -> Branch:
    """The branch that takes what nobody else takes, with its lead and manager."""
    branch = Branch.objects.create(
        code="north", name="North branch", zone="Asia/Shanghai", phone="400 800 2231", is_default=True
    )
    branch.lead = make_staff("lead", Role.LEAD, branch, name="Lin Yue")
    branch.save()
    return branch


@pytest.fixture
def other_branch(db: None) -> Branch:
    branch = Branch.objects.create(code="south", name="South branch", zone="Europe/Madrid")
    branch.lead = make_staff("south.lead", Role.LEAD, branch, name="Ana Ruiz")
    branch.save()
    return branch


def make_staff(login: str, role: str, branch: Branch | None, **fields: Any) -> User:
    """A member of staff who can sign in with PASSWORD."""
    values = {"name": login.replace(".", " ").title(), "role": role, "branch": branch} | fields
    return User.objects.create_user(f"{login}@desk.example", PASSWORD, **values)


@pytest.fixture
def agent(branch: Branch) -> User:
    return make_staff("agent", Role.AGENT, branch, name="Chen Jie")


@pytest.fixture
def colleague(branch: Branch) -> User:
    """Another agent of the same branch, off duty."""
    return make_staff("colleague", Role.AGENT, branch, name="Ma Li", is_on_duty=False)


@pytest.fixture
def other_agent(other_branch: Branch) -> User:
    """An agent of another branch."""
    return make_staff("south.agent", Role.AGENT, other_branch, name="Pau Soler")


@pytest.fixture
def lead(branch: Branch) -> User:
    assert branch.lead is not None
    return branch.lead


@pytest.fixture
def head(branch: Branch) -> User:
    return make_staff("head", Role.DEPARTMENT_HEAD, branch, name="Zhao Peng")


@pytest.fixture
def branch_manager(branch: Branch) -> User:
    return make_staff("branch.manager", Role.BRANCH_MANAGER, branch, name="Sun Hao")


@pytest.fixture
def manager(branch: Branch) -> User:
    """Management: sees every branch."""
    return make_staff("manager", Role.MANAGEMENT, None, name="Gao Yun")


@pytest.fixture
def integration(branch: Branch, now: datetime) -> tuple[Actor, str]:
    """Another system that may read and write everything: its actor and its secret."""
    token, secret = issue_token(name="ERP", scopes=[Scope.TICKETS_READ, Scope.TICKETS_WRITE], now=now)
    return Actor.integration(token), secret


@pytest.fixture
def request_facts() -> ServiceRequest:
    """What a customer would send by the form."""
    return ServiceRequest(
        channel=Channel.WEB,
        customer=CustomerFacts(
            name="Wang Min", email="min.wang@riverside.example", phone="138 0013 8000", zone="Asia/Shanghai"
        ),
        problem="Heating stops with error E4. No heating in two treatment rooms since this morning.",
        kind=Kind.REPAIR,
        impact=Impact.STOPPED,
        product="KX-48 outdoor unit",
        serial="KX48-2211-0937",
    )


@pytest.fixture
def ticket(request_facts: ServiceRequest, agent: User, now: datetime) -> Ticket:
    """Registered by the form at `now`, owned by `agent`."""
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


@pytest.fixture
def customer(ticket: Ticket) -> Customer:
    """The customer of `ticket`."""
    return ticket.customer


@pytest.fixture
def stranger(db: None, now: datetime) -> Customer:
    """A customer with nothing to do with `ticket`."""
    return Customer.objects.create(name="Mr Gao", email="gao@elsewhere.example", created_at=now)
