"""Leads bring tables in at the desk: upload, look, confirm, fetch what was left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Customer, TableImport, User
from tests.desk.conftest import SignIn

TABLE = "code,name,phone,shoe size\nK-1,Riverside Clinic,138,7\nK-2,Beihai Seafood,,\nK-3,=cmd,139,\n"


@pytest.fixture
def leads_desk(sign_in: SignIn, lead: User) -> Client:
    return sign_in(lead)


def upload(client: Client, text: str = TABLE, kind: str = "customer") -> str:
    file = SimpleUploadedFile("customers.csv", text.encode(), content_type="text/csv")
    answer = client.post("/desk/registry/imports/", {"kind": kind, "table": file})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_upload_preview_confirm_report(leads_desk: Client) -> None:
    address = upload(leads_desk)
    page = leads_desk.get(address).content.decode()
    for words in ("What it would do", "Riverside Clinic", "neither an e-mail", "shoe size", "Bring it in"):
        assert words in page
    assert not Customer.objects.exists()
    assert leads_desk.post(address)["Location"] == address
    assert Customer.objects.count() == 2
    page = leads_desk.get(address).content.decode()
    assert "What was done" in page
    assert "Bring it in" not in page
    answer = leads_desk.get(f"{address}rejected/")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    assert "K-2,Beihai Seafood" in answer.content.decode()
    assert "customers.csv" in leads_desk.get("/desk/registry/imports/").content.decode()


def test_reasons_are_in_the_readers_language(leads_desk: Client) -> None:
    address = upload(leads_desk)
    leads_desk.post("/i18n/setlang/", {"language": "zh-hans"})
    answer = leads_desk.get(f"{address}rejected/")
    assert "电子邮箱和电话均未填写" in answer.content.decode()


@pytest.mark.parametrize("text", ["\0\0", "name\nA\n"])
def test_what_cannot_be_read_is_said_beside_the_file(leads_desk: Client, text: str) -> None:
    file = SimpleUploadedFile("x.csv", text.encode())
    answer = leads_desk.post("/desk/registry/imports/", {"kind": "customer", "table": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["table"]
    assert not TableImport.objects.exists()


def test_agents_bring_nothing_in(desk: Client, leads_desk: Client) -> None:
    address = upload(leads_desk)
    for path in (address, "/desk/registry/imports/", f"{address}rejected/"):
        assert desk.get(path).status_code == 403
    assert desk.post(address).status_code == 403
    assert not Customer.objects.exists()
