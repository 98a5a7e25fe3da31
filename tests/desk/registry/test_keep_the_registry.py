"""Customers, products, purchases and contracts on pages of their own: found, read, changed (B2.2)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract, Customer, Product, Purchase, RecordChange, User
from accounts.querysets import CustomerQuerySet, ProductQuerySet, PurchaseQuerySet
from tests.desk.conftest import SignIn
from tickets.models import Ticket

CUSTOMER = {"name": "Riverside Hospital", "code": "K-1", "phone": "138", "email": "", "language": "zh-hans"}


def text(desk: Client, path: str) -> str:
    answer = desk.get(f"/desk/registry/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "words", ["2211-09", "kx48", "riverside", "13800138", "0013 80", "heat pump", "kx-48"]
)
def test_a_purchase_is_found_by_serial_name_phone_and_product(
    desk: Client, purchase: Purchase, many: Callable[[int], None], words: str
) -> None:
    Purchase.objects.create(
        customer=Customer.objects.create(name="Old Li", phone="137", created_at=purchase.customer.created_at),
        product=Product.objects.create(code="BP-7", name="Booster"),
        serial="BP7-1",
    )
    answer = desk.get("/desk/registry/purchases/", {"search": words})
    assert [found.serial for found in answer.context["page"].rows] == ["KX48-2211-0937"]


def test_a_list_of_ten_thousand_costs_as_much_as_an_empty_one(
    desk: Client, purchase: Purchase, contract: Contract, many: Callable[[int], None]
) -> None:
    def costs() -> set[int]:
        return {
            cost_of(desk, f"/desk/registry/{place}/?search={words}")
            for place in ("purchases", "customers", "products", "contracts")
            for words in ("", "cust", "139 0000")
        }

    before = costs()
    many(10_000)
    assert costs() == before == {5}


def cost_of(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def test_a_serial_number_is_not_taken_for_a_phone_number(desk: Client, purchase: Purchase) -> None:
    Customer.objects.update(phone="138 2211 0937")
    assert not desk.get("/desk/registry/customers/", {"search": "KX48-2211-0937"}).context["page"].rows


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (CustomerQuerySet(Customer).matching("138 0013"), "customer_part"),
        (ProductQuerySet(Product).matching("pump"), "product_part"),
        (Purchase.objects.filter(serial__icontains="2211"), "purchase_serial_part"),
        (PurchaseQuerySet(Purchase).with_serial("kx48-2211-0937"), "purchase_by_serial"),
    ],
)
def test_each_search_has_an_index_it_can_use(purchase: Purchase, rows: QuerySet[Any], index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in rows.order_by().explain()


def test_a_character_the_database_refuses_finds_nothing(desk: Client, purchase: Purchase) -> None:
    assert not desk.get("/desk/registry/purchases/", {"search": "nob\0dy"}).context["page"].rows


def test_a_list_comes_in_pages(desk: Client, purchase: Purchase, many: Callable[[int], None]) -> None:
    many(30)
    first, second = (desk.get("/desk/registry/purchases/", {"page": n}).context["page"] for n in (1, 2))
    assert (len(first.rows), first.has_more, len(second.rows), second.has_more) == (25, True, 6, False)
    assert desk.get("/desk/registry/purchases/", {"page": "99999999999"}).status_code == 200


def test_the_life_file_shows_facts_entitlement_and_all_matters(
    desk: Client, purchase: Purchase, contract: Contract, ticket: Ticket
) -> None:
    Ticket.objects.update(purchase=purchase)
    page = text(desk, f"purchases/{purchase.pk}/")
    for fact in ("Riverside Clinic", "KX48-2211-0937", "2027-02-28", "A-77", "8 Binhe Road", "C-2026-7"):
        assert fact in page
    assert "Under warranty" in page
    assert (ticket.title in page, ticket.number in page, "Response" in page or "ontact" in page) == (
        True,
    ) * 3


def test_matters_of_another_branch_are_not_shown(
    sign_in: SignIn, other_agent: User, purchase: Purchase, ticket: Ticket
) -> None:
    Ticket.objects.update(purchase=purchase)
    for place, pk in (
        ("purchases", purchase.pk),
        ("customers", purchase.customer_id),
        ("products", purchase.product_id),
    ):
        assert ticket.number not in text(sign_in(other_agent), f"{place}/{pk}/")


def test_every_page_of_a_customer_costs_the_same_with_many_matters(
    desk: Client, purchase: Purchase, ticket: Ticket, many: Callable[[int], None]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            for place, pk in (("purchases", purchase.pk), ("customers", purchase.customer_id)):
                text(desk, f"{place}/{pk}/")
        return len(queries)

    Ticket.objects.update(purchase=purchase)
    before = cost()
    many(50)
    Purchase.objects.exclude(pk=purchase.pk).update(customer=purchase.customer)
    Ticket.objects.bulk_create([copy_of(ticket, number) for number in range(60)])
    assert cost() == before


def copy_of(ticket: Ticket, number: int) -> Ticket:
    copy = Ticket.objects.get(pk=ticket.pk)
    copy.pk, copy.number = None, f"SR-{number}"
    return copy


def test_a_customer_is_changed_and_the_page_says_by_whom(
    desk: Client, purchase: Purchase, agent: User
) -> None:
    path = f"/desk/registry/customers/{purchase.customer_id}/"
    assert desk.post(f"{path}edit/", CUSTOMER)["Location"] == path
    purchase.customer.refresh_from_db()
    assert (purchase.customer.name, purchase.customer.language) == ("Riverside Hospital", "zh-hans")
    page = text(desk, f"customers/{purchase.customer_id}/")
    assert agent.name in page
    assert "<del>Riverside Clinic</del>" in page


def test_nobody_writes_over_what_somebody_else_just_wrote(
    desk: Client, purchase: Purchase, sign_in: SignIn, lead: User
) -> None:
    path = f"/desk/registry/customers/{purchase.customer_id}/edit/"
    seen = desk.get(path).context["seen"]
    sign_in(lead).post(path, {**CUSTOMER, "phone": "400"})
    answer = desk.post(path, {**CUSTOMER, "name": "Typed by the slower one", "seen": seen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody else changed this" in page
    assert "Typed by the slower one" in page
    assert "400" in page
    assert Customer.objects.get(pk=purchase.customer_id).phone == "400"
    again = desk.post(path, {**CUSTOMER, "seen": answer.context["seen"]})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("place", "data", "field"),
    [
        ("customers", {**CUSTOMER, "phone": ""}, "__all__"),
        ("customers", {**CUSTOMER, "zone": "Mars/Base"}, "zone"),
        ("products", {"name": "Copy", "code": "kx-48"}, "__all__"),
    ],
)
def test_what_the_rules_refuse_is_said_and_nothing_is_kept(
    sign_in: SignIn, lead: User, purchase: Purchase, place: str, data: dict[str, Any], field: str
) -> None:
    answer = sign_in(lead).post(f"/desk/registry/{place}/new/", data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not RecordChange.objects.exists()


def test_a_purchase_is_entered_on_the_customers_page(desk: Client, purchase: Purchase) -> None:
    path = f"/desk/registry/purchases/new/?customer={purchase.customer_id}"
    facts = {"product_code": "kx-48", "serial": "NEW-1", "bought_on": "2026-11-01", "warranty_until": ""}
    assert desk.post(path, facts).status_code == 302
    made = Purchase.objects.get(serial="NEW-1")
    assert (made.customer, made.product, made.bought_on) == (
        purchase.customer,
        purchase.product,
        date(2026, 11, 1),
    )
    assert desk.post(path, {**facts, "serial": "kx48-2211-0937"}).status_code == 422
    assert desk.post(path, {**facts, "serial": "NEW-2", "product_code": "NO"}).status_code == 422
    assert Purchase.objects.count() == 2


def test_a_contract_names_what_it_covers(sign_in: SignIn, lead: User, purchase: Purchase) -> None:
    path = f"/desk/registry/contracts/new/?customer={purchase.customer_id}"
    facts = {"number": "C-1", "from_on": "2026-01-01", "until_on": "2026-12-31"}
    covered = {"product_codes": "KX-48", "serials": "kx48-2211-0937"}
    answer = sign_in(lead).post(path, facts | covered)
    contract = Contract.objects.get()
    assert answer["Location"] == f"/desk/registry/contracts/{contract.pk}/"
    assert (list(contract.products.all()), list(contract.purchases.all())) == (
        [purchase.product],
        [purchase],
    )
    edit = f"/desk/registry/contracts/{contract.pk}/edit/"
    seen = sign_in(lead).get(edit).context["seen"]
    assert sign_in(lead).post(edit, {**facts, "serials": "nobody-has-it", "seen": seen}).status_code == 422
    assert sign_in(lead).post(edit, {**facts, "product_codes": "KX-48", "seen": seen}).status_code == 302
    assert not contract.purchases.exists()
    assert "Purchases covered" in text(sign_in(lead), f"contracts/{contract.pk}/")


@pytest.mark.parametrize("place", ["products", "contracts"])
def test_what_is_sold_and_agreed_only_leads_change(
    desk: Client, purchase: Purchase, contract: Contract, place: str
) -> None:
    pk = {"products": purchase.product_id, "contracts": contract.pk}[place]
    for path in (f"{place}/{pk}/edit/", f"{place}/new/?customer={purchase.customer_id}"):
        assert desk.get(f"/desk/registry/{path}").status_code == 403
        assert desk.post(f"/desk/registry/{path}", {"name": "x", "code": "x"}).status_code == 403
    assert not RecordChange.objects.exists()


@pytest.mark.parametrize("path", ["nothing/", "nothing/new/", "nothing/1/", "purchases/new/", "purchases/0/"])
def test_addresses_of_nothing_lead_nowhere(desk: Client, purchase: Purchase, path: str) -> None:
    assert desk.get(f"/desk/registry/{path}").status_code == 404
