"""Rows written without Django's own writing: what they say afterwards is what they were given."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, Customer, Role, User
from core.rows import insert_rows, update_rows

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
WEEK: list[Any] = [[["09:00", "17:00"]], [], [], [], [], [], []]


def person(name: str, **facts: Any) -> User:
    return User(email=f"{name}@desk.example", name=name, role=Role.LEAD, date_joined=NOON, **facts)


def branch(code: str) -> Branch:
    return Branch(code=code, name=code, zone="Europe/Paris")


def said(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def in_the_database(rows: Sequence[Model]) -> list[dict[str, Any]]:
    return [said(type(row)._default_manager.get(pk=row.pk)) for row in rows]


@pytest.mark.django_db
def test_what_is_added_says_what_it_was_given_in_columns_of_every_kind() -> None:
    rows = [
        person("Wang Min", shifts=WEEK, spoken=["en", "zh-hans"], also_serves=[7], quiet_from=time(22)),
        person("'%s' \\ \"", queue_look={"order": "%s"}, is_on_duty=False, last_login=NOON),
    ]
    assert insert_rows(rows) == 2
    assert in_the_database(rows) == [said(row) for row in rows]


@pytest.mark.django_db
def test_many_are_one_statement_and_each_learns_its_own_id(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [branch(code) for code in ("PAR", "LYO", "NCE")]
    with django_assert_num_queries(1):
        insert_rows(rows)
    assert [Branch.objects.get(pk=row.pk).code for row in rows] == ["PAR", "LYO", "NCE"]
    rows[1].name = "Lyon"
    rows[1].save(force_update=True)  # it is a row like any other
    with django_assert_num_queries(0):
        assert insert_rows([]) == 0


@pytest.mark.django_db
def test_what_a_constraint_forbids_fails_or_is_left_out_if_asked_so() -> None:
    insert_rows([branch("PAR")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([branch("PAR")])
    again = branch("PAR")
    assert insert_rows([again], unless_known=["code"]) == 0
    assert not again.pk
    assert insert_rows([branch("PAR"), branch("LYO")], unless_known=["code"]) == 1
    assert sorted(Branch.objects.values_list("code", flat=True)) == ["LYO", "PAR"]
    insert_rows([person("wang")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([person("wang")], unless_known=["id"])  # another constraint than the one asked for


@pytest.mark.parametrize("names", [["Wang Min"], ["Wang Min", "Li Na"]])
@pytest.mark.django_db
def test_columns_are_written_in_one_statement_and_no_other_is_touched(
    django_assert_num_queries: DjangoAssertNumQueries, names: list[str]
) -> None:
    rows = [Customer(name=name, email="old@home.example", created_at=NOON) for name in [*names, "Zhao"]]
    insert_rows(rows)
    *written, other = rows
    for row in rows:
        row.email, row.created_at = f"{len(row.name)}@home.example", NOON.replace(year=2027)
        row.phone = "not written"
    with django_assert_num_queries(1):
        update_rows(written, ("email", "created_at"))
    for row in written:
        row.phone = ""
    assert in_the_database(written) == [said(row) for row in written]
    other.refresh_from_db()
    assert (other.email, other.created_at) == ("old@home.example", NOON)
