"""Two imports at the same time, on connections of their own: one after the other, nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Customer, RecordChange, TableImport, User
from accounts.services.importing import bring_in, check_table
from core.actors import Actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test
ROWS = "".join(f"K-{number},Name {number},138\n" for number in range(300))


def bring_in_at_once(imports: list[TableImport], lead: User, now: datetime) -> list[tuple[int, int]]:
    start = Barrier(len(imports))

    def attempt(found: TableImport) -> tuple[int, int]:
        try:
            start.wait(TIMEOUT)
            done = bring_in(actor=Actor.user(lead), import_id=found.pk, now=now)
            return done.added, done.unchanged
        finally:
            connection.close()

    with ThreadPoolExecutor(len(imports)) as pool:
        return sorted(pool.map(attempt, imports, timeout=TIMEOUT))


@pytest.fixture
def tables(lead: User, now: datetime) -> list[TableImport]:
    """The same rows, uploaded and checked twice."""
    raw = f"code,name,phone\n{ROWS}".encode()
    actor = Actor.user(lead)
    return [
        check_table(actor=actor, kind="customer", file_name=name, raw=raw, now=now)
        for name in ("a.csv", "b.csv")
    ]


def test_the_same_rows_from_two_people_come_in_once(
    tables: list[TableImport], lead: User, now: datetime
) -> None:
    assert bring_in_at_once(tables, lead, now) == [(0, 300), (300, 0)]
    assert (Customer.objects.count(), RecordChange.objects.count()) == (300, 300)


def test_two_clicks_on_one_import_bring_it_in_once(
    tables: list[TableImport], lead: User, now: datetime
) -> None:
    assert bring_in_at_once([tables[0], tables[0]], lead, now) == [(300, 0), (300, 0)]
    assert RecordChange.objects.count() == 300
