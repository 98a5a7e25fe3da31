from core.actors import Actor
from core.errors import NotFound
from sla.models import Clock
from tickets.policies import policy


def get_clock(*, actor: Actor, clock_id: int) -> Clock:
    """The clock, with its ticket; raises NotFound also for those who may not see the ticket."""
    clock = Clock.objects.select_related("ticket").filter(pk=clock_id).first()
    if clock is None or not policy.allows(actor, "view", clock.ticket):
        raise NotFound
    return clock
