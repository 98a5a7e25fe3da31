from django.db import transaction

from accounts.models import User
from accounts.policies import people
from core.actors import Actor
from core.errors import NotAllowed


@transaction.atomic
def set_duty(*, actor: Actor, user_id: int, is_on_duty: bool) -> User:
    """Go on or off duty; who is off duty is named owner of nothing new. Raises NotAllowed.

    People switch themselves, a system that was given the right switches everybody of its branch.
    """
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_active=True).first()
    if person is None:
        raise NotAllowed(permission="set_duty")
    people.require(actor, "set_duty", person)
    person.is_on_duty = is_on_duty
    person.save(update_fields=["is_on_duty"])
    return person
