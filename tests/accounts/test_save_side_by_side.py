"""Two people save the same record at once, on connections of their own: one is told, nothing is lost."""

from datetime import datetime
from functools import partial

import pytest

from accounts.models import Customer, RecordChange, User
from accounts.services.records import save_record
from core.actors import Actor
from tests.races import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def at_once(drafts: list[Customer], agent: User, now: datetime) -> list[str]:
    """Each draft saved by somebody who has seen no change; "done" or the code of the refusal."""
    save = partial(save_record, actor=Actor.user(agent), now=now)
    return together([partial(save, record=draft) for draft in drafts])


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
