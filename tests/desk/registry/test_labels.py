"""Labels for what we sold: printed on sheets, as a file, revoked."""

import re

import pytest
from django.test import Client

from accounts.labels import NoSuchLabel, label_token, purchase_for_label
from accounts.models import Purchase, User
from tests.desk.conftest import SignIn


def test_a_sheet_holds_the_labels_of_what_was_searched_for(desk: Client, purchase: Purchase) -> None:
    others = [
        Purchase(customer=purchase.customer, product=purchase.product, serial=f"B{n}") for n in range(30)
    ]
    Purchase.objects.bulk_create(others)
    page = desk.get("/desk/registry/labels/", {"search": "KX48-2211"}).content.decode()
    assert page.count('class="qr"') == 1
    assert "KX48-2211-0937" in page
    assert "Riverside Clinic" not in page
    sheets = desk.get("/desk/registry/labels/").context["sheets"]
    assert [len(sheet) for sheet in sheets] == [24, 7]


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_one_label_as_a_picture(desk: Client, purchase: Purchase, kind: str, begins: bytes) -> None:
    answer = desk.get(f"/desk/registry/labels/{purchase.pk}/{kind}/")
    assert answer.content.startswith(begins)
    assert desk.get(f"/desk/registry/labels/{purchase.pk}/exe/").status_code == 404


def test_revoking_kills_the_old_label_and_makes_a_new_one(
    sign_in: SignIn, lead: User, purchase: Purchase
) -> None:
    old = label_token(purchase)
    assert purchase_for_label(old) == purchase
    client = sign_in(lead)
    assert client.post(f"/desk/registry/labels/{purchase.pk}/revoke/").status_code == 302
    purchase.refresh_from_db()
    assert purchase_for_label(label_token(purchase)) == purchase
    with pytest.raises(NoSuchLabel):
        purchase_for_label(old)
    page = client.get(f"/desk/registry/purchases/{purchase.pk}/").content.decode()
    assert re.search("version of the label", page, re.IGNORECASE)


def test_an_agent_revokes_nothing(desk: Client, purchase: Purchase) -> None:
    assert desk.post(f"/desk/registry/labels/{purchase.pk}/revoke/").status_code == 403
    assert purchase_for_label(label_token(purchase)) == purchase


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "WzEsMV0:not-signed-by-us", "\0"])
def test_a_label_nobody_made_leads_nowhere(db: None, token: str) -> None:
    with pytest.raises(NoSuchLabel):
        purchase_for_label(token)
