from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, Conflict, need
from tickets.choices import Complexity
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.asking import asked_by
from tickets.services.log import record
from tickets.services.steps import open_for, unresolved


class ClassificationReasonNeeded(BadInput):
    code = "classification_reason_needed"
    message = _("Say why the request should be classified anew: whoever decides reads it.")


class ClassifiedSoAlready(Conflict):
    code = "classified_so_already"
    message = _("The request is classified so already; there is nothing to ask for.")


@transaction.atomic
def ask_for_complexity(
    *, actor: Actor, ticket_id: int, complexity: Complexity, reason: str, now: datetime
) -> Ticket:
    """Ask a lead to classify the ticket anew, with the reason; until he does, nothing changes.

    A late re-labelling needs a lead other than the asker (semantics, section 3, Complexity). Asking again
    before the answer adds nothing. Raises NotAllowed, ClassificationReasonNeeded, ClassifiedSoAlready,
    IllegalStep once it is resolved.
    """
    ticket = unresolved(open_for(actor, "classify", ticket_id), "ask_for_complexity")
    wanted = Complexity(complexity)
    words = need(reason, ClassificationReasonNeeded, "reason")
    if ticket.complexity == wanted:
        raise ClassifiedSoAlready
    if actor.is_staff and asked_by(ticket, wanted) == actor.pk:
        return ticket
    facts = {"complexity": wanted.value}
    record(ticket, actor=actor, entry=Entry.COMPLEXITY_ASKED, payload=facts, text=words, happened_at=now)
    return ticket
