"""Several requests come in at once under a rule of turns: no two take the same turn."""

from collections import Counter
from datetime import datetime

import pytest

from accounts.models import Branch, Role
from core.actors import Actor
from tests.conftest import make_staff
from tests.races import together
from tickets.choices import How
from tickets.models import DispatchRule, Ticket
from tickets.services.registration import ServiceRequest, register_ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def test_each_gets_as_many(request_facts: ServiceRequest, branch: Branch, now: datetime) -> None:
    for number in range(3):
        make_staff(f"agent.{number}", Role.AGENT, branch)
    DispatchRule.objects.create(position=1, how=How.ROUND_ROBIN)

    def one() -> Ticket:
        return register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)

    assert together([one] * 6) == ["done"] * 6
    owners = Counter(Ticket.objects.values_list("owner", flat=True))
    assert sorted(owners.values()) == [2, 2, 2]
    assert DispatchRule.objects.get().turns == 6
