"""The result page: number, owner, promises with deadlines, the private link."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Customer, User
from tests.portal.conftest import Address, text_of
from tickets.models import Ticket


def test_it_names_number_owner_and_every_deadline(
    client: Client, bound: Ticket, agent: User, address: Address
) -> None:
    page = text_of(client, address("received"))
    assert bound.number in page
    assert agent.name in page
    assert "We will contact you by 14:20 today" in page
    assert "Contact within 2 hours" in page
    assert "14:20 today" in page
    assert "12:20 tomorrow" in page


def test_it_shows_the_link_and_where_it_was_sent(client: Client, bound: Ticket, address: Address) -> None:
    page = text_of(client, address("received"))
    assert f"{settings.BASE_URL}{address('track')}" in page
    assert bound.customer.email in page
    assert "<svg" in page
    assert 'class="qr"' not in page


def test_without_e_mail_the_link_is_also_a_code_to_scan(
    client: Client, bound: Ticket, address: Address
) -> None:
    Customer.objects.filter(pk=bound.customer_id).update(email="")
    page = text_of(client, address("received"))
    assert 'class="qr"' in page
    assert "style=" not in page


def test_it_costs_a_fixed_number_of_queries(
    client: Client, address: Address, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address("received"))
    with django_assert_num_queries(9):
        client.get(address("received"))


def test_it_cannot_be_posted_to(client: Client, address: Callable[..., str]) -> None:
    assert client.post(address("received")).status_code == 405
