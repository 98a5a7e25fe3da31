"""Statements that are put together once: what they find is always what is there now."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.db.models import BigIntegerField, CharField, F, QuerySet
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, Customer, User
from core.prepared import Given, Prepared, among

built: list[str] = []


def _in_zone() -> QuerySet[Branch]:
    built.append("in zone")
    rows = Branch.objects.filter(zone=Given("zone", CharField())).annotate(called=F("name"))
    return rows.order_by("code")


@pytest.fixture
def in_zone() -> Prepared[Branch]:
    built.clear()
    return Prepared(_in_zone)


@pytest.fixture
def paris(db: None) -> Branch:
    return Branch.objects.create(code="PAR", name="Paris", zone="Europe/Paris")


def test_they_are_put_together_once_and_find_what_is_there_now(
    in_zone: Prepared[Branch], paris: Branch
) -> None:
    assert in_zone(zone="Europe/Paris") == [paris]
    Branch.objects.create(code="LYO", name="Lyon", zone="Europe/Paris")
    paris.name = "Paris 2"
    paris.save()
    found = in_zone(zone="Europe/Paris")
    assert [(b.code, b.name, b.called) for b in found] == [  # type: ignore[attr-defined]  # an annotation
        ("LYO", "Lyon", "Lyon"),
        ("PAR", "Paris 2", "Paris 2"),
    ]
    assert in_zone(zone="Asia/Tokyo") == []
    assert built == ["in zone"]


def test_each_asking_is_one_query_and_gives_rows_of_its_own(
    in_zone: Prepared[Branch], paris: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        (first,) = in_zone(zone="Europe/Paris")
    first.name = "Changed here"
    (second,) = in_zone(zone="Europe/Paris")
    assert (second.name, second is first) == ("Paris", False)
    second.name = "Kept"
    second.save()  # it is a row like any other
    paris.refresh_from_db()
    assert paris.name == "Kept"


def test_a_value_is_never_part_of_the_statement(in_zone: Prepared[Branch], paris: Branch) -> None:
    assert in_zone(zone="' OR 1=1 --") == []
    assert in_zone(zone="Europe/Paris%s") == []
    assert in_zone(zone="Europe/Paris") == [paris]


def test_a_value_that_is_missing_is_an_error(in_zone: Prepared[Branch], paris: Branch) -> None:
    with pytest.raises(KeyError):
        in_zone()


def test_rows_of_those_on_a_list(paris: Branch) -> None:
    listed: Prepared[Any] = Prepared(lambda: Branch.objects.filter(among("pk", "ids")).values_list("code"))
    for wanted in ([paris.pk, 0, -1], {paris.pk}, iter([paris.pk])):
        assert listed(ids=wanted) == [("PAR",)]
    assert listed(ids=[]) == listed(ids=[paris.pk + 1]) == []


def test_what_the_database_keeps_in_another_form_is_read_as_the_model_reads_it(paris: Branch) -> None:
    paris.staff.create(
        email="a@desk.example", name="A", shifts=[[["09:00", "17:00"]]], also_serves=[paris.pk]
    )
    mine = Given("branch", BigIntegerField())
    columns = Prepared(
        lambda: paris.staff.model.objects.filter(branch=mine).values_list("shifts", "also_serves")
    )
    assert columns(branch=paris.pk) == [([[["09:00", "17:00"]]], [paris.pk])]
    assert columns(branch=None) == []


def test_columns_have_their_names_if_asked_so(paris: Branch) -> None:
    rows = Branch.objects.filter(zone=Given("zone", CharField())).annotate(called=F("name"))
    named: Prepared[Any] = Prepared(lambda: rows.values_list("called", "id", named=True))
    (found,) = named(zone="Europe/Paris")
    assert (found.called, found.id, found) == ("Paris", paris.pk, ("Paris", paris.pk))


def test_nobody_is_like_another_by_a_null(db: Any) -> None:
    """`= NULL` finds nothing, as a letter for one customer must not hold for a visitor."""
    Customer.objects.create(name="Wang Min", phone="138", created_at="2026-11-24T04:20:00Z")
    named = Prepared(lambda: Customer.objects.filter(name=Given("name", CharField())).values_list("pk"))
    assert named(name=None) == []


def test_what_can_find_nothing_asks_nobody(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nobody = Prepared(lambda: Branch.objects.none().filter(code=Given("code", CharField())))
    with django_assert_num_queries(0):
        assert nobody(code="PAR") == []


def test_rows_come_with_those_they_join(
    paris: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.create(email="a@desk.example", name="A", branch=paris)
    User.objects.create(email="b@desk.example", name="B")
    people = Prepared(lambda: User.objects.select_related("branch").order_by("name"))
    with django_assert_num_queries(1):
        assert [person.branch for person in people()] == [paris, None]


def test_each_thread_asks_over_its_own_connection(in_zone: Prepared[Branch], paris: Branch) -> None:
    assert in_zone(zone="Europe/Paris") == [paris]

    def asked_elsewhere() -> list[Branch]:
        try:
            return in_zone(zone="Europe/Paris")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(asked_elsewhere).result()
    assert elsewhere == []  # what this test has written is not committed: another connection cannot see it
