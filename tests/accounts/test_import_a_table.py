"""Customers, products, purchases and contracts come in by CSV: checked first, then whole or not at all."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import (
    Contract,
    Customer,
    Purchase,
    RecordChange,
    RecordKind,
    Role,
    TableImport,
    User,
)
from accounts.selectors.imports import rejected_rows, report, sample_of
from accounts.services.importing import bring_in, check_table, forget_imports
from accounts.tables.columns import COLUMNS
from accounts.tables.text import NotATable
from core.actors import Actor
from core.errors import DomainError, NotAllowed

CUSTOMERS = """code,name,email,phone,language
K-1,Riverside Clinic,IT@riverside.example,138 0013 8000,en
K-2,青岛海鲜,,139 5551 2040,zh
"""
PRODUCTS = "code,name,family\nKX-48,KX-48 heat pump,Heat pumps\nBP-7,Booster pump,Pumps\n"
PURCHASES = """customer,product,serial,bought_on,warranty_until,order_number,place
k-1,kx-48,KX48-1,2025-03-01,2027-02-28,A-77,Building 2
K-2,BP-7,BP7-1,2024/1/5,2025年1月4日,,
"""
CONTRACTS = "number,customer,from_on,until_on,products,serials\nC-1,K-2,2026-01-01,2026-12-31,,BP7-1\n"

Check = Callable[..., TableImport]
Bring = Callable[..., TableImport]


@pytest.fixture
def check(lead: User, now: datetime) -> Check:
    """`check("customer", text)`: the table is uploaded and checked by the lead."""

    def checked(kind: str, text: str | bytes, actor: Actor | None = None) -> TableImport:
        raw = text if isinstance(text, bytes) else text.encode()
        who = actor or Actor.user(lead)
        return check_table(actor=who, kind=kind, file_name="rows.csv", raw=raw, now=now)

    return checked


@pytest.fixture
def bring(check: Check, lead: User, now: datetime) -> Bring:
    """`bring("customer", text)`: checked and brought in."""
    return lambda kind, text: bring_in(actor=Actor.user(lead), import_id=check(kind, text).pk, now=now)


def counts(found: TableImport) -> tuple[int, int, int, int]:
    return (found.added, found.changed, found.unchanged, len(found.rejected))


def everything(bring: Bring) -> None:
    for kind, text in (
        ("customer", CUSTOMERS),
        ("product", PRODUCTS),
        ("purchase", PURCHASES),
        ("contract", CONTRACTS),
    ):
        assert counts(bring(kind, text))[3] == 0


def test_a_check_alone_changes_nothing(check: Check) -> None:
    assert counts(check("customer", CUSTOMERS)) == (2, 0, 0, 0)
    assert not Customer.objects.exists()


def test_four_tables_make_the_registry(bring: Bring) -> None:
    everything(bring)
    pump = Purchase.objects.get(serial="BP7-1")
    assert (pump.customer.name, pump.product.name) == ("青岛海鲜", "Booster pump")
    assert (pump.bought_on, pump.warranty_until) == (date(2024, 1, 5), date(2025, 1, 4))
    assert list(Contract.objects.get().purchases.all()) == [pump]
    assert Customer.objects.get(code="K-1").email == "it@riverside.example"
    assert Customer.objects.get(code="K-2").language == "zh-hans"


def test_the_same_tables_again_change_nothing(bring: Bring) -> None:
    everything(bring)
    noted = RecordChange.objects.count()
    assert counts(bring("customer", CUSTOMERS)) == (0, 0, 2, 0)
    assert counts(bring("purchase", PURCHASES)) == (0, 0, 2, 0)
    assert counts(bring("contract", CONTRACTS)) == (0, 0, 1, 0)
    assert RecordChange.objects.count() == noted


def test_what_changed_is_changed_and_noted(bring: Bring, lead: User) -> None:
    everything(bring)
    moved = PURCHASES.replace("k-1,kx-48,KX48-1", "K-2,KX-48,kx48-1").replace("Building 2", "Building 3")
    assert counts(bring("purchase", moved)) == (0, 1, 1, 0)
    pump = Purchase.objects.get(place="Building 3")
    assert (pump.customer.code, Purchase.objects.count()) == ("K-2", 2)
    change = RecordChange.objects.filter(kind=RecordKind.PURCHASE, record_id=pump.pk).latest("pk")
    assert change.changes["place"] == ["Building 2", "Building 3"]
    assert (change.actor_name, change.changes.keys()) == (lead.name, {"place", "customer", "serial"})


def test_a_contract_that_covers_something_else_is_changed(bring: Bring) -> None:
    everything(bring)
    assert counts(bring("contract", CONTRACTS.replace(",,BP7-1", ",KX-48;BP-7,"))) == (0, 1, 0, 0)
    contract = Contract.objects.get()
    assert [product.code for product in contract.products.order_by("code")] == ["BP-7", "KX-48"]
    assert not contract.purchases.exists()


def test_columns_that_are_not_there_stay_as_they_are(bring: Bring) -> None:
    everything(bring)
    assert counts(bring("customer", "code,name\nK-1,Riverside Hospital\n")) == (0, 1, 0, 0)
    assert Customer.objects.get(code="K-1").phone == "138 0013 8000"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_encoding_and_delimiter_is_read(bring: Bring, encoding: str, delimiter: str) -> None:
    text = CUSTOMERS.replace(",", delimiter)
    assert counts(bring("customer", text.encode(encoding))) == (2, 0, 0, 0)
    assert Customer.objects.get(code="K-2").name == "青岛海鲜"


def test_headings_may_be_chinese(bring: Bring) -> None:
    with translation.override("zh-hans"):
        heads = [
            str(column.label) for column in COLUMNS["customer"] if column.name in {"code", "name", "phone"}
        ]
    assert heads[0] != "customer number"
    assert counts(bring("customer", f"{','.join(heads)}\nK-9,王敏,1380013\n")) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("customer", "code,name,email,phone\n,A,a@b.example,\n", "“customer number” is empty."),
        ("customer", "code,name\nK-5,A\n", "neither an e-mail address nor a phone"),
        ("customer", "code,name,email\nK-5,A,not-an-address\n", "no e-mail address"),
        ("customer", f"code,name,phone\nK-5,{'x' * 121},1\n", "longer than 120"),
        ("customer", "code,name,phone,zone\nK-5,A,1,Mars/Base\n", "no time zone"),
        ("customer", "code,name,phone,language\nK-5,A,1,fr\n", "no language"),
        ("customer", "code,name,phone\nK-5,A,1,2\n", "has 4 cells"),
        ("product", "code,name,is_active\nP,Pump,perhaps\n", "neither yes nor no"),
        ("purchase", "customer,product,serial\nK-404,BP-7,1\n", "no customer with the number “K-404”"),
        ("purchase", "customer,product,serial\nK-1,NO,1\n", "no product with the code “NO”"),
        ("purchase", "customer,product,serial,bought_on\nK-1,BP-7,1,2026-02-30\n", "no date"),
        (
            "purchase",
            "customer,product,serial,bought_on,warranty_until\nK-1,BP-7,1,2026-02-03,2026-02-02\n",
            "before the first",
        ),
        ("contract", CONTRACTS.replace("K-2", "K-1"), "no purchase with the serial number “BP7-1”"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_with_its_line_and_reason(
    bring: Bring, kind: str, text: str, expected: str
) -> None:
    everything(bring)
    found = bring(kind, text)
    assert counts(found)[::3] == (0, 1)
    ((line, reason),) = rejected_rows(found)
    assert line == 2
    assert expected in reason
    with translation.override("zh-hans"):
        assert rejected_rows(found)[0][1] != reason


def test_the_rows_beside_it_come_in_and_lines_are_counted_as_in_the_file(bring: Bring) -> None:
    text = 'code,name,phone\nK-1,"two\nlines",1\n\nK-2,,2\nk-1,again,3\nK-3,C,4\n'
    found = bring("customer", text)
    assert counts(found) == (2, 0, 0, 2)
    assert [line for line, _ in rejected_rows(found)] == [5, 6]
    assert "Line 2" in rejected_rows(found)[1][1]


def test_the_report_holds_no_formula_and_can_be_mended_and_sent_again(bring: Bring, check: Check) -> None:
    found = bring("customer", 'code,name,phone\nK-1,"=HYPERLINK(""x"")",\n@K-2,+86,\n')
    text = "".join(report(found))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["Line", "Reason", "code", "name", "phone"]
    assert [row[2:4] for row in rows[1:]] == [["K-1", '\'=HYPERLINK("x")'], ["'@K-2", "'+86"]]
    again = check("customer", text.replace(",\r\n", ",138\r\n"))
    assert counts(again) == (2, 0, 0, 0)
    assert sample_of(again).rows[1] == ["@K-2", "+86", "138"]
    assert sample_of(again).unread == ["Line", "Reason"]


@pytest.mark.parametrize("raw", [b"\xff\xfea\0b\0", b"\x89PNG\r\n\x1a\n\0\0", b"\x81"])
def test_what_is_no_table_is_refused(check: Check, raw: bytes) -> None:
    with pytest.raises(NotATable):
        check("customer", raw)
    assert not TableImport.objects.exists()


@pytest.mark.parametrize("text", ["", "name,phone\nA,1\n"])
def test_a_table_without_its_needed_columns_says_which(check: Check, text: str) -> None:
    with pytest.raises(DomainError, match="customer number"):
        check("customer", text)


def test_only_leads_and_management_bring_tables_in(
    check: Check, agent: User, manager: User, integration: tuple[Actor, str], now: datetime
) -> None:
    found = check("customer", CUSTOMERS)
    for actor in (Actor.user(agent), integration[0], Actor.customer(1)):
        with pytest.raises(NotAllowed):
            check("customer", CUSTOMERS, actor)
        with pytest.raises(NotAllowed):
            bring_in(actor=actor, import_id=found.pk, now=now)
    assert not Customer.objects.exists()
    assert manager.role == Role.MANAGEMENT
    assert counts(check("customer", CUSTOMERS, Actor.user(manager))) == (2, 0, 0, 0)


def test_confirming_twice_does_it_once(check: Check, lead: User, now: datetime) -> None:
    found = check("customer", CUSTOMERS)
    for minutes in (0, 5):
        at = now + timedelta(minutes=minutes)
        assert bring_in(actor=Actor.user(lead), import_id=found.pk, now=at).done_at == now
    assert (Customer.objects.count(), RecordChange.objects.count()) == (2, 2)


def test_uploaded_tables_are_forgotten_and_what_they_brought_in_stays(bring: Bring, now: datetime) -> None:
    bring("customer", CUSTOMERS)
    assert forget_imports(now=now + timedelta(days=90)) == 0
    assert forget_imports(now=now + timedelta(days=91)) == 1
    assert Customer.objects.count() == 2


def test_nothing_is_left_of_a_table_that_fails_half_way(
    check: Check, lead: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"K-{n},Name {n},138\n" for n in range(1500))
    found = check("customer", f"code,name,phone\n{rows}")
    done: list[int] = []

    def fails_at_the_second_thousand(*_rows: Any, **_facts: Any) -> None:
        done.append(Customer.objects.count())
        if len(done) == 2:
            raise MemoryError

    monkeypatch.setattr("accounts.services.importing.note_changes", fails_at_the_second_thousand)
    with pytest.raises(MemoryError):
        bring_in(actor=Actor.user(lead), import_id=found.pk, now=now)
    assert done == [1000, 1500]
    assert not Customer.objects.exists()
    assert TableImport.objects.get().done_at is None


def test_a_thousand_rows_cost_the_same_queries_as_one(bring: Bring, check: Check) -> None:
    everything(bring)
    head = PURCHASES.splitlines()[0]

    def cost(rows: int) -> int:
        lines = [f"K-1,KX-48,S-{n},2025-01-01,2026-01-01,O,P" for n in range(rows)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = check("purchase", "\n".join([head, *lines]))
        assert counts(found) == (rows, 0, 0, 0)
        return len(queries)

    assert cost(1) == cost(1000)
