"""The customer complains from his page; the page itself keeps it to itself (A4.2, D3.4)."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.portal.conftest import Address
from tickets.models import Ticket
from tickets.tracking import token_for

WORDS = "Nobody calls me back."


def test_he_finds_the_way_on_his_page_and_follows_the_complaint_on_its_own(
    client: Client, bound: Ticket, address: Address, manager: User
) -> None:
    assert address("complain") in client.get(address("track")).content.decode()
    assert bound.owner.name in client.get(address("complain")).content.decode()
    answer = client.post(address("complain"), {"text": WORDS})
    complaint = Ticket.objects.get(complaint_about=bound)
    assert answer["Location"] == f"/track/{token_for(complaint)}/"
    page = client.get(answer["Location"]).content.decode()
    assert f"You complained about {bound.number}" in page
    assert manager.name in page
    assert "/complain/" not in page


def test_the_page_of_the_request_says_nothing_of_it(client: Client, bound: Ticket, address: Address) -> None:
    """An agent can open it too."""
    before = client.get(address("track")).content.decode()
    client.post(address("complain"), {"text": WORDS})
    after = client.get(address("track")).content.decode()
    complaint = Ticket.objects.get(complaint_about=bound)
    assert complaint.number not in after
    assert WORDS not in after
    assert len(after) == len(before)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_empty_one_is_told_what_to_do(
    client: Client, bound: Ticket, address: Address, language: str
) -> None:
    client.cookies["django_language"] = language
    answer = client.post(address("complain"), {"text": " "})
    said = {"en": "Say what you are not content with", "zh-hans": "请说明您对什么不满意"}[language]
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Ticket.objects.filter(complaint_about=bound).exists()
    assert not mail.outbox
