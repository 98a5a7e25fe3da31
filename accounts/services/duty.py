from accounts.models import User
from core.actors import Actor
from core.errors import NotAllowed


def set_duty(*, actor: Actor, user_id: int, is_on_duty: bool) -> None:
    """Go on or off duty. People switch themselves; who is off duty is named owner of nothing new."""
    if not actor.is_staff or actor.pk != user_id:
        raise NotAllowed(permission="set_duty")
    User.objects.filter(pk=user_id).update(is_on_duty=is_on_duty)
