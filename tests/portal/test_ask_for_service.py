"""A customer asks for service by the form."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, User
from sla.models import CommitmentVersion
from tests.portal.conftest import entries, text_of
from tickets.models import Attachment, Ticket
from tickets.tracking import ticket_for_token

pytestmark = pytest.mark.usefixtures("agent", "letter")


def test_the_form_says_what_the_customer_can_hold_us_to(client: Client, branch: Branch) -> None:
    page = text_of(client, "/")
    assert "We will contact you by 14:20 today" in page
    assert "A first solution by 12:20 tomorrow." in page
    assert "a written plan by 12:20 on Thursday 26 November." in page
    assert branch.phone in page


def test_nothing_is_chosen_beforehand(client: Client) -> None:
    assert " checked" not in text_of(client, "/")


def test_a_filled_in_form_becomes_a_request_and_leads_to_its_receipt(
    client: Client, filled_in: dict[str, Any], agent: User
) -> None:
    response = client.post("/", filled_in)
    ticket = Ticket.objects.get()
    assert response.status_code == 302
    assert ticket_for_token(response["Location"].split("/")[-2]) == ticket
    assert (ticket.kind, ticket.impact, ticket.priority) == ("repair", "stopped", "urgent")
    assert (ticket.serial, ticket.product) == ("KX48-2211-0937", "")
    assert (ticket.customer.name, ticket.customer.email) == ("Wang Min", "min.wang@riverside.example")
    assert ticket.owner == agent
    assert {"received", "owner_named", "bound"} <= set(entries(ticket))


def test_a_name_that_is_no_serial_number_is_the_product(client: Client, filled_in: dict[str, Any]) -> None:
    client.post("/", filled_in | {"product": "KX-48 outdoor unit"})
    ticket = Ticket.objects.get()
    assert (ticket.product, ticket.serial) == ("KX-48 outdoor unit", "")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("problem", "", "Say what the problem is: at least a few words"),
        ("problem", "   ", "Say what the problem is: at least a few words"),
        ("kind", "", "Choose what you need"),
        ("kind", "magic", "Select a valid choice"),
        ("impact", "", "Choose how badly it affects you"),
        ("name", "", "Enter your name"),
        ("phone", "138 00", "Enter a phone number with its area code"),
        ("phone", "call me", "Enter a phone number with its area code"),
        ("email", "min.wang", "Enter an e-mail address like name@example.com"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_on_top_and_nothing_is_registered(
    client: Client, filled_in: dict[str, Any], field: str, value: str, words: str
) -> None:
    response = client.post("/", filled_in | {field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert "One thing needs your attention" in page
    assert page.count(words) == 2
    assert f'href="#id_{field}' in page
    assert not Ticket.objects.exists()


def test_without_any_way_to_reach_the_customer_one_is_asked_for(
    client: Client, filled_in: dict[str, Any]
) -> None:
    response = client.post("/", filled_in | {"phone": "", "email": ""})
    assert response.status_code == 422
    assert "Enter a phone number or an e-mail address" in response.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("missing", ["phone", "email", "product", "location"])
def test_what_is_optional_may_be_left_out(client: Client, filled_in: dict[str, Any], missing: str) -> None:
    assert client.post("/", filled_in | {missing: ""}).status_code == 302


def test_nothing_typed_is_lost(client: Client, filled_in: dict[str, Any]) -> None:
    page = client.post("/", filled_in | {"name": ""}).content.decode()
    for typed in ("display shows E4", "KX48-2211-0937", "138 0013 8000", "3 Riverside Road"):
        assert typed in page
    assert page.count(" checked") == 2


def test_files_come_with_the_request(client: Client, filled_in: dict[str, Any]) -> None:
    client.post(
        "/",
        filled_in
        | {"attachments": [SimpleUploadedFile("标签.txt", b"E4"), SimpleUploadedFile("b.txt", b"b")]},
    )
    assert set(Attachment.objects.values_list("name", flat=True)) == {"标签.txt", "b.txt"}


def test_files_must_be_chosen_again_after_an_error_and_the_page_says_which(
    client: Client, filled_in: dict[str, Any]
) -> None:
    wrong = filled_in | {"name": "", "attachments": [SimpleUploadedFile("label.jpg", b"x")]}
    assert "Please choose your files again: label.jpg" in client.post("/", wrong).content.decode()


def test_an_empty_file_is_refused_by_name(client: Client, filled_in: dict[str, Any]) -> None:
    response = client.post("/", filled_in | {"attachments": [SimpleUploadedFile("label.jpg", b"")]})
    assert response.status_code == 422
    assert "label.jpg" in response.content.decode()
    assert not Ticket.objects.exists()


def test_a_file_that_is_too_large_is_refused_by_name(
    client: Client, filled_in: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tickets.services.attachments.MOST_BYTES", 1)
    response = client.post("/", filled_in | {"attachments": [SimpleUploadedFile("label.jpg", b"xx")]})
    assert response.status_code == 422
    assert not Ticket.objects.exists()


def test_the_second_click_makes_no_second_request(client: Client, filled_in: dict[str, Any]) -> None:
    first = client.post("/", filled_in | {"draft": "one-and-the-same"})
    second = client.post("/", filled_in | {"draft": "one-and-the-same"})
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_the_customers_zone_is_kept_when_the_browser_names_one(
    client: Client, filled_in: dict[str, Any]
) -> None:
    client.cookies["zone"] = "Europe/Berlin"
    assert "We will contact you by 07:20 today" in text_of(client, "/")
    client.post("/", filled_in)
    assert Ticket.objects.get().customer.zone == "Europe/Berlin"


def test_a_zone_that_does_not_exist_is_ignored(client: Client, filled_in: dict[str, Any]) -> None:
    client.cookies["zone"] = "../../etc/passwd"
    assert "We will contact you by 14:20 today" in text_of(client, "/")
    client.post("/", filled_in)
    assert Ticket.objects.get().customer.zone == ""


def test_the_language_is_the_browsers_and_goes_with_the_customer(
    client: Client, filled_in: dict[str, Any]
) -> None:
    chinese = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"}
    assert '<html lang="zh-hans">' in client.get("/", headers=chinese).content.decode()
    client.post("/", filled_in, headers=chinese)
    assert Ticket.objects.get().customer.language == "zh-hans"


def test_the_switch_wins_over_the_browser(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-hans">' in text_of(client, "/")


def test_the_pledge_follows_the_answers(client: Client) -> None:
    page = text_of(client, "/pledge/?impact=stopped&kind=repair&product=KX-48")
    assert page.lstrip().startswith("<section")
    assert "We will contact you by 14:20 today" in page


def test_what_every_answer_is_promised_alike_is_said_once(client: Client, letter: CommitmentVersion) -> None:
    assert text_of(client, "/pledge/?impact=stopped").count("A named person stays responsible") == 1


def test_the_pledge_of_nonsense_is_the_general_one(client: Client) -> None:
    assert "14:20 today" in text_of(client, "/pledge/?impact=1&kind=%00&product=" + "x" * 500)


def test_without_a_letter_in_force_no_time_is_promised(client: Client, letter: CommitmentVersion) -> None:
    page = text_of(client, "/pledge/?product=x")
    assert "A named person stays responsible" in page


def test_the_form_costs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_num_queries(3):  # the branch, the letter for the pledge, the letter in force
        client.get("/")


def test_what_the_database_cannot_hold_is_a_word_beside_the_field(
    client: Client, filled_in: dict[str, Any]
) -> None:
    long = f"{'a' * 200}@{'.'.join(['b' * 20] * 4)}.example"
    for wrong in ({"product": "KX\0"}, {"problem": "E4\0"}, {"email": long}):
        assert client.post("/", filled_in | wrong).status_code == 422, wrong
    assert client.get("/pledge/", {"product": "KX\0"}).status_code == 200


def test_a_file_too_many_loses_nothing_that_was_typed(client: Client, filled_in: dict[str, Any]) -> None:
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    answer = client.post("/", filled_in | {"attachments": files})
    assert answer.status_code == 422
    assert "Send at most 10 files at a time." in answer.content.decode()
    assert "3 Riverside Road" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one_request(filled_in: dict[str, Any]) -> None:
    def click(_number: int) -> str:
        try:
            return str(Client().post("/", filled_in | {"draft": "one-and-the-same"})["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as visitors:
        places = set(visitors.map(click, range(4)))
    assert Ticket.objects.count() == 1
    assert len(places) == 1
