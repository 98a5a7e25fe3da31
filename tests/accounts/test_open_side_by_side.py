"""Two open an empty installation at the same moment: one account is made."""

from datetime import datetime
from functools import partial

import pytest

from accounts.first_account import opening_code
from accounts.models import User
from accounts.services.first_account import FirstPerson, open_installation
from core.actors import Actor
from tests.races import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]


def test_of_many_at_once_one_makes_the_account(now: datetime) -> None:
    make = partial(open_installation, actor=Actor.system("installation"), code=opening_code(), now=now)
    people = [FirstPerson(f"P {at}", f"p{at}@desk.example", "correct-horse-battery", "en") for at in range(4)]
    outcomes = together([partial(make, person=person) for person in people])
    assert outcomes == ["already_opened"] * 3 + ["done"]
    assert User.objects.count() == 1
