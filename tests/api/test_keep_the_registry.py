"""Another system reads and keeps customers, products, purchases and contracts (B2.2)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract, Customer, Product, Purchase, RecordChange, Scope
from accounts.services.tokens import issue_token
from tests.api.conftest import Caller
from tickets.models import Ticket

REGISTRY = "/api/v1/registry/"
CUSTOMER = {"code": "K-1", "name": "Riverside Clinic", "email": "IT@riverside.example"}
PRODUCT = {"code": "KX-48", "name": "KX-48 heat pump"}
PURCHASE = {"customer": "K-1", "product": "kx-48", "serial": "S-1", "warranty_until": "2027-02-28"}
CONTRACT = {"number": "C-1", "customer": "k-1", "from_on": "2026-01-01", "until_on": "2026-12-31"}


@pytest.fixture
def erp(branch: Any, now: Any) -> Caller:
    """May read and keep the registry, and nothing of the tickets."""
    return Caller(issue_token(name="ERP", scopes=[Scope.REGISTRY_READ, Scope.REGISTRY_WRITE], now=now)[1])


@pytest.fixture
def kept(erp: Caller) -> dict[str, Any]:
    """One of each, as they were answered."""
    bodies = {"customers": CUSTOMER, "products": PRODUCT, "purchases": PURCHASE, "contracts": CONTRACT}
    answers = {name: erp.post(f"{REGISTRY}{name}/", body) for name, body in bodies.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {name: answer.json() for name, answer in answers.items()}


def test_one_of_each_is_kept_read_and_found(erp: Caller, kept: dict[str, Any]) -> None:
    purchase = Purchase.objects.get()
    assert (purchase.customer.email, purchase.warranty_until) == ("it@riverside.example", date(2027, 2, 28))
    read = erp.get(f"{REGISTRY}purchases/{purchase.pk}/").json()
    assert (read["product"]["code"], read["customer"]["code"], read["entitlement"]) == (
        "KX-48",
        "K-1",
        "in_warranty",
    )
    for query, found in (
        ({"serial": "s-1"}, 1),
        ({"customer": "K-1", "product": "KX-48"}, 1),
        ({"search": "riverside"}, 1),
        ({"product": "no"}, 0),
    ):
        assert len(erp.get(f"{REGISTRY}purchases/", query).json()["results"]) == found
    assert erp.get(f"{REGISTRY}purchases/", {"shoe": "7"}).status_code == 400


def test_the_same_again_changes_nothing_and_a_change_is_noted(erp: Caller, kept: dict[str, Any]) -> None:
    noted = RecordChange.objects.count()
    assert erp.post(f"{REGISTRY}purchases/", PURCHASE).json() == kept["purchases"]
    assert RecordChange.objects.count() == noted
    moved = erp.post(f"{REGISTRY}purchases/", PURCHASE | {"serial": "s-1", "place": "Hall 2"}).json()
    assert (moved["id"], moved["place"]) == (kept["purchases"]["id"], "Hall 2")
    assert RecordChange.objects.latest("pk").actor_name == "ERP"


def test_a_contract_names_what_it_covers(erp: Caller, kept: dict[str, Any]) -> None:
    body = CONTRACT | {"products": ["KX-48"], "purchases": ["S-1"]}
    answer = erp.post(f"{REGISTRY}contracts/", body).json()
    assert (answer["products"], answer["purchases"]) == (["KX-48"], ["S-1"])
    assert erp.post(f"{REGISTRY}contracts/", CONTRACT).json()["products"] == ["KX-48"]
    assert erp.post(f"{REGISTRY}contracts/", CONTRACT | {"products": []}).json()["products"] == []


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("customers", {"code": "K-9", "name": "Nobody"}, "invalid"),
        ("purchases", PURCHASE | {"customer": "K-404"}, "row_refused"),
        ("purchases", PURCHASE | {"bought_on": "2030-01-01"}, "row_refused"),
        ("contracts", CONTRACT | {"until_on": "2025-01-01"}, "row_refused"),
        ("contracts", CONTRACT | {"purchases": ["S-404"]}, "row_refused"),
    ],
)
def test_what_cannot_be_used_says_why_and_changes_nothing(
    erp: Caller, kept: dict[str, Any], name: str, body: dict[str, Any], code: str
) -> None:
    noted = RecordChange.objects.count()
    answer = erp.post(f"{REGISTRY}{name}/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert RecordChange.objects.count() == noted


@pytest.mark.parametrize("name", ["customers", "products", "purchases", "contracts"])
def test_a_list_costs_the_same_however_long(erp: Caller, kept: dict[str, Any], name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert erp.get(f"{REGISTRY}{name}/", {"search": "k"}).status_code == 200
        return len(queries)

    before = cost()
    buyer, product = Customer.objects.get(), Product.objects.get()
    Purchase.objects.bulk_create(
        [Purchase(customer=buyer, product=product, serial=f"K{n}") for n in range(100)]
    )
    Customer.objects.bulk_create(
        [Customer(name=f"K {n}", phone="1", created_at=buyer.created_at) for n in range(100)]
    )
    Product.objects.bulk_create([Product(code=f"K{n}", name=f"K {n}") for n in range(100)])
    Contract.objects.bulk_create(
        [
            Contract(number=f"K{n}", customer=buyer, from_on=date(2026, 1, 1), until_on=date(2026, 2, 1))
            for n in range(100)
        ]
    )
    assert cost() == before


def test_a_ticket_shows_what_was_bought_and_a_registration_only_what_is_proven(
    api: Caller, erp: Caller, kept: dict[str, Any], registration: dict[str, Any], agent: Any
) -> None:
    typed = api.post("/api/v1/tickets/", registration | {"serial": "s-1", "product": ""}).json()
    assert (typed["purchase"], typed["entitlement"], typed["product"]) == (None, "unknown", "")
    read = api.get(f"/api/v1/tickets/{typed['number']}/").json()
    assert (read["purchase"]["product"]["name"], read["entitlement"]) == ("KX-48 heat pump", "in_warranty")
    his = {**registration["customer"], "email": "it@riverside.example"}
    proven = api.post("/api/v1/tickets/", registration | {"serial": "s-1", "customer": his}).json()
    assert (proven["purchase"]["serial"], proven["entitlement"]) == ("S-1", "in_warranty")
    assert Ticket.objects.count() == 2


def test_an_address_that_grows_in_small_letters_is_refused(erp: Caller) -> None:
    address = "a@" + ".".join(["İ" * 18] * 13)
    answer = erp.post(f"{REGISTRY}customers/", CUSTOMER | {"email": f"{address}.com"[:254]})
    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_a_code_whose_capitals_only_the_database_knows_is_no_error_of_ours(erp: Caller) -> None:
    answers = [erp.post(f"{REGISTRY}products/", {"code": "ƛ", "name": name}) for name in ("One", "Two")]
    assert answers[0].status_code == 200
    assert answers[1].status_code in {200, 409}
    assert Product.objects.count() == 1
