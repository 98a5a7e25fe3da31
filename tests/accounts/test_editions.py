"""What is set up is read once for each edition of it, and an edition never outlives what it says (D3.3)."""

import gc
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.editions import MARK, Kept, one_edition
from accounts.models import Branch, Customer, Edition, Leave, PersonSkill, Role, Skill, User
from accounts.models.staff import KNOWN
from accounts.selectors.branches import DEFAULT, branch_for
from core.actors import Actor
from sla.models import Binding, CommitmentVersion
from sla.services.drafting import clone_and_amend
from sla.services.letters import install_letter
from sla.services.signing import sign_version
from tests.conftest import make_staff
from tickets.choices import How
from tickets.models import BranchRule, DispatchRule, SkillNeed
from tickets.models.dispatch_rule import RULES_BY
from tickets.services.registration import ServiceRequest, register_ticket

SYSTEM, MANAGER = Actor.system("portal"), Actor.system("test")

TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: ([TUV]\d+))?')
COLUMNS = re.compile(r'"?(\w+)"?\."(\w+)"')


@pytest.fixture
def letter(db: None, now: datetime) -> CommitmentVersion:
    """Letter A, signed two days before."""
    return install_letter("A", actor=MANAGER, now=now - timedelta(days=2))


def kept_statements() -> list[Kept[Any]]:
    return [found for found in gc.get_objects() if issubclass(type(found), Kept)]


def read_by(statement: Kept[Any]) -> set[tuple[str, str]]:
    """Table and column of all that it reads; of every table that has it, where several are called alike."""
    sql = statement._kept.sql  # type: ignore[union-attr]
    has = {
        model._meta.db_table: {f.column for f in model._meta.concrete_fields} for model in apps.get_models()
    }
    tables = [(table, alias or table) for table, alias in TABLES.findall(sql)]
    return {
        (table, column)
        for called, column in COLUMNS.findall(sql)
        for table, alias in tables
        if alias == called and column in has[table]
    }


def renewing() -> dict[str, str]:
    """By table: after which operations it renews the edition, as the database says it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_renews_edition%'"
        )
        return {table: trigger.replace('"', "") for table, trigger in cursor.fetchall()}


@pytest.mark.django_db
def test_whatever_a_kept_statement_reads_renews_the_edition_when_it_changes() -> None:
    reads, renews = set().union(*map(read_by, kept_statements())), renewing()
    assert {table for table, _column in reads} == renews.keys()
    for table, column in reads:
        operations = renews[table]
        narrowed = re.search(r"UPDATE OF (.+?) OR", operations)
        assert "INSERT OR DELETE OR UPDATE" in operations
        assert "TRUNCATE" in operations
        assert column == "id" or narrowed is None or column in narrowed[1].split(", "), (table, column)


def test_what_renews_nothing_is_said_for_every_column() -> None:
    """A new column of these must be put on one side or the other."""
    own_affairs = {"password", "last_login", "date_joined", "queue_look", "first_name", "last_name"}
    own_affairs |= {"has_single_keys"}
    for model, known, others in ((User, KNOWN, own_affairs), (DispatchRule, RULES_BY, {"turns"})):
        columns = {field.attname for field in apps.get_model(model._meta.label)._meta.concrete_fields}
        assert columns == {"id", *known, *others}


@pytest.mark.django_db
def test_inside_the_answer_is_kept_and_the_rows_are_ones_own(
    branch: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with one_edition():
        first = branch_for(None)
    with django_assert_num_queries(1), one_edition():
        with one_edition():
            second = branch_for(None)
        first.name = "Changed here"
        assert (branch_for(None).name, second.name) == ("North branch", "North branch")
    with django_assert_num_queries(2):  # outside every asking is a query
        branch_for(None)
        branch_for(None)


@pytest.mark.django_db
def test_every_change_of_what_is_set_up_is_another_edition(
    branch: Branch, agent: User, colleague: User, letter: CommitmentVersion, now: datetime
) -> None:
    skill = Skill.objects.create(name="Gas")
    today = now.date()
    for change in (
        lambda: Branch.objects.create(code="west", name="West"),
        lambda: Branch.objects.filter(code="west").update(zone="Europe/Paris"),
        lambda: Branch.objects.filter(code="west").delete(),
        lambda: make_staff("third", Role.AGENT, branch),
        lambda: User.objects.filter(pk=agent.pk).update(is_on_duty=False),
        lambda: Leave.objects.create(
            person=agent, from_on=today, until_on=today, planned_by=agent, planned_at=now
        ),
        lambda: PersonSkill.objects.create(person=agent, skill=skill),
        lambda: SkillNeed.objects.create(skill=skill),
        lambda: BranchRule.objects.create(position=1, branch=branch),
        lambda: DispatchRule.objects.create(position=1, how=How.FIXED, person=colleague),
        lambda: DispatchRule.objects.update(is_active=False),
        lambda: clone_and_amend(actor=MANAGER, version_id=letter.pk, now=now),
    ):
        before = MARK.first()
        change()
        assert MARK.first() not in {None, before}


@pytest.mark.django_db
def test_signing_in_and_taking_turns_is_none(agent: User) -> None:
    rule = DispatchRule.objects.create(position=1, how=How.ROUND_ROBIN)
    before = MARK.first()
    agent.last_login = timezone.now()
    agent.save(update_fields=["last_login"])
    rule.turns = 7
    rule.save(update_fields=["turns"])
    assert MARK.first() == before


@pytest.mark.django_db
def test_a_change_taken_back_takes_its_edition_along(branch: Branch) -> None:
    before = MARK.first()
    try:
        with transaction.atomic():
            Branch.objects.filter(pk=branch.pk).update(name="Not yet")
            with one_edition():
                assert branch_for(None).name == "Not yet"  # its own changes it sees at once
            raise RuntimeError  # noqa: TRY301
    except RuntimeError:
        pass
    with one_edition():
        assert branch_for(None).name == "North branch"
    assert MARK.first() == before


@pytest.mark.django_db
def test_a_house_without_an_edition_asks_each_time(
    branch: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Edition.objects.all().delete()
    with django_assert_num_queries(3), one_edition():
        assert [branch_for(None), branch_for(None)] == [branch, branch]


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_others_see_a_change_from_its_commit_on_and_never_before(branch: Branch) -> None:
    def seen() -> str:
        try:
            with one_edition():
                return branch_for(None).name
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(seen).result() == "North branch"
        with transaction.atomic():
            Branch.objects.filter(pk=branch.pk).update(name="Later")
            assert other.submit(seen).result() == "North branch"
            with one_edition():
                assert branch_for(None).name == "Later"
        assert other.submit(seen).result() == "Later"


@pytest.mark.django_db
def test_the_next_request_goes_by_what_was_set_up_a_moment_ago(
    request_facts: ServiceRequest, branch: Branch, agent: User, colleague: User, now: datetime
) -> None:
    """Each change is made by one row's statement, past every service: the database itself notices."""

    def owner() -> str:
        return register_ticket(actor=SYSTEM, request=request_facts, now=now).owner.name

    assert [owner(), owner()] == [agent.name, agent.name]
    User.objects.filter(pk=colleague.pk).update(is_on_duty=True)
    assert owner() == colleague.name
    rule = DispatchRule.objects.create(position=1, how=How.FIXED, person=agent)
    assert owner() == agent.name
    DispatchRule.objects.filter(pk=rule.pk).delete()
    Leave.objects.create(
        person=agent, from_on=now.date(), until_on=now.date(), planned_by=agent, planned_at=now
    )
    assert [owner(), owner()] == [colleague.name, colleague.name]


@pytest.mark.django_db
def test_a_letter_signed_for_one_customer_binds_his_next_request(
    letter: CommitmentVersion,
    request_facts: ServiceRequest,
    agent: User,
    now: datetime,
    later: Callable[..., datetime],
) -> None:
    def bound(at: datetime) -> tuple[int, Customer]:
        ticket = register_ticket(actor=SYSTEM, request=request_facts, now=at)
        return Binding.objects.get(ticket=ticket).version_id, ticket.customer

    number, customer = bound(now)
    assert number == letter.pk
    own = clone_and_amend(actor=MANAGER, version_id=letter.pk, now=now)
    own.customer, own.reason = customer, "For him alone"
    own.save()
    sign_version(actor=MANAGER, version_id=own.pk, effective_from=later(minutes=10), now=now)
    assert [bound(now)[0], bound(later(minutes=9))[0]] == [letter.pk, letter.pk]
    assert [bound(later(minutes=10))[0], bound(later(days=3))[0]] == [own.pk, own.pk]


def test_outside_nothing_is_kept_of_what_was_asked_inside(branch: Branch) -> None:
    with one_edition():
        DEFAULT.first()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # a change the database does not notice
        cursor.execute("UPDATE accounts_branch SET name = 'Behind'")
        cursor.execute("SET session_replication_role = origin")
        assert branch_for(None).name == "Behind"
        with one_edition():
            assert branch_for(None).name == "North branch"  # the price of it, said in ADR 0016
