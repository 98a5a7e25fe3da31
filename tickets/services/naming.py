from typing import TypeVar

from accounts.models import User
from core.actors import Actor
from core.errors import BadInput
from core.policies import Policy

Thing = TypeVar("Thing")


def staff_who_may(
    policy: Policy[Thing], permission: str, thing: Thing, *, person_id: int, otherwise: BadInput
) -> User:
    """The member of staff, if the policy lets him do it; raises `otherwise`."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not policy.allows(Actor.user(person), permission, thing):
        raise otherwise
    return person
