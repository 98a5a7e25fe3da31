"""Two people save the same record at once, on connections of their own: one is told, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Customer, RecordChange, User
from accounts.services.records import save_record
from core.actors import Actor
from core.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


def at_once(drafts: list[Customer], agent: User, now: datetime) -> list[str]:
    """Each draft saved by somebody who has seen no change; "done" or the code of the refusal."""
    start = Barrier(len(drafts))

    def attempt(draft: Customer) -> str:
        try:
            start.wait(TIMEOUT)
            save_record(actor=Actor.user(agent), record=draft, now=now)
        except DomainError as error:
            return error.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(drafts)) as pool:
        return sorted(pool.map(attempt, drafts, timeout=TIMEOUT))


def test_of_two_who_change_one_customer_the_second_is_told(agent: User, now: datetime) -> None:
    customer = Customer.objects.create(name="Old Li", phone="138", created_at=now)
    drafts = [Customer.objects.get(pk=customer.pk) for _ in range(2)]
    drafts[0].name, drafts[1].name = "Mr Li", "Mrs Li"
    assert at_once(drafts, agent, now) == ["changed_meanwhile", "done"]
    change = RecordChange.objects.get()
    assert change.changes == {"name": ["Old Li", Customer.objects.get().name]}


def test_a_number_is_given_to_one_customer_only(agent: User, now: datetime) -> None:
    drafts = [Customer(name=name, code="K-1", phone="1", created_at=now) for name in ("A", "B")]
    assert at_once(drafts, agent, now) == ["bad_input", "done"]
    assert Customer.objects.count() == 1
