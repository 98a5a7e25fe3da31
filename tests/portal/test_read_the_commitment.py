"""Everybody reads the letter that binds us; a letter for one customer only he (C1.3, C2.1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Branch, Customer
from core.actors import Actor
from sla.models import Commitment, CommitmentVersion
from sla.services.drafting import clone_and_amend
from sla.services.signing import sign_version
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

SYSTEM = Actor.system("test")
Address = Callable[..., str]


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def own_letter(letter: CommitmentVersion, now: datetime, **scope: Any) -> CommitmentVersion:
    """A letter of its own with the promises of `letter` and another scope."""
    draft = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    other = Commitment.objects.create(code="OWN", title="For one", created_at=now)
    CommitmentVersion.objects.filter(pk=draft.pk).update(commitment=other, **scope)
    return sign_version(actor=SYSTEM, version_id=draft.pk, now=now)


@pytest.fixture
def private_letter(letter: CommitmentVersion, customer: Customer, now: datetime) -> CommitmentVersion:
    return own_letter(letter, now, customer=customer)


@pytest.fixture
def under_it(
    private_letter: CommitmentVersion, bound: Ticket, request_facts: ServiceRequest, now: datetime
) -> Ticket:
    """A second request of the same customer, who has a letter of his own by now."""
    return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)


def test_the_letter_in_force_can_be_read_and_printed(client: Client, letter: CommitmentVersion) -> None:
    page = text_of(client.get("/commitment/"))
    assert f"Commitment letter {letter.number}" in page
    assert "contact the customer within 2 hours" in page
    assert "Contact within 2 hours" in page
    assert "Limit: 4 hours" in page
    assert "management" not in page  # whom we tell inside is no part of the letter
    assert f"/commitment/{letter.number}/print/" in page


def test_the_printed_letter_has_party_number_date_and_signature(
    client: Client, letter: CommitmentVersion
) -> None:
    """B6."""
    page = text_of(client.get(f"/commitment/{letter.number}/print/"))
    assert f"No. {letter.number}" in page
    assert "Gao Yun" in page
    assert "24 November 2026" in page
    assert page.count(letter.party_name) >= 2


def test_it_reads_in_chinese_too(client: Client, letter: CommitmentVersion) -> None:
    page = text_of(client.get("/commitment/", headers={"accept-language": "zh-hans"}))
    assert "承诺书" in page
    assert "2 小时" in page
    assert "within 2 hours" not in page


def test_with_nothing_in_force_the_page_is_friendly(client: Client, branch: Branch) -> None:
    answer = client.get("/commitment/")
    assert answer.status_code == 200
    assert "being written" in text_of(answer)


def test_a_superseded_letter_stays_readable_and_says_so(
    client: Client, letter: CommitmentVersion, now: datetime
) -> None:
    draft = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    CommitmentVersion.objects.filter(pk=draft.pk).update(reason="Sooner.")
    sign_version(actor=SYSTEM, version_id=draft.pk, effective_from=now + timedelta(seconds=1), now=now)
    assert "newer version" not in text_of(client.get(f"/commitment/{letter.number}/"))
    assert "not in force yet" in text_of(client.get(f"/commitment/{draft.number}/"))
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert "newer version" in text_of(client.get(f"/commitment/{letter.number}/"))
        assert "newer version" not in text_of(client.get(f"/commitment/{draft.number}/"))


@pytest.mark.parametrize("page", ["", "print/"])
def test_a_draft_is_nobodys_business(
    client: Client, letter: CommitmentVersion, now: datetime, page: str
) -> None:
    draft = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    assert client.get(f"/commitment/{draft.number}/{page}").status_code == 404
    assert client.get(f"/commitment/CN-1999-001/{page}").status_code == 404
    assert client.get(f"/commitment/%00/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "print/"])
def test_a_letter_for_one_customer_is_not_public(
    client: Client, private_letter: CommitmentVersion, under_it: Ticket, page: str
) -> None:
    assert client.get(f"/commitment/{private_letter.number}/{page}").status_code == 404
    behind = client.get(f"/track/{token_for(under_it)}/commitment/{page}")
    assert behind.status_code == 200
    assert private_letter.number in text_of(behind)
    assert behind.headers["Cache-Control"] == "no-store, private"


def test_a_request_without_a_letter_has_none_to_show(client: Client, ticket: Ticket) -> None:
    assert client.get(f"/track/{token_for(ticket)}/commitment/").status_code == 404


def test_the_tracking_page_leads_to_the_letter_it_is_bound_to(
    client: Client, letter: CommitmentVersion, bound: Ticket, under_it: Ticket
) -> None:
    assert f'href="/commitment/{letter.number}/"' in text_of(client.get(f"/track/{token_for(bound)}/"))
    token = token_for(under_it)
    assert f'href="/track/{token}/commitment/"' in text_of(client.get(f"/track/{token}/"))


def test_the_form_leads_to_the_letter_in_force(client: Client, letter: CommitmentVersion) -> None:
    assert f'href="/commitment/{letter.number}/"' in text_of(client.get("/"))


def test_an_own_number_may_contain_a_slash(client: Client, letter: CommitmentVersion, now: datetime) -> None:
    own_letter(letter, now, number="2026/7", product="KX")
    assert "2026/7" in text_of(client.get("/commitment/2026/7/"))
    assert "2026/7" in text_of(client.get("/commitment/2026/7/print/"))


def test_the_letter_takes_a_fixed_number_of_queries(
    client: Client, letter: CommitmentVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # the letter, its promises, the default branch's zone
        client.get(f"/commitment/{letter.number}/")
