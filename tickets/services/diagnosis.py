from datetime import datetime

from django.db import transaction

from core.actors import Actor
from tickets.choices import Department, Nature
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.services.log import record
from tickets.services.steps import open_for, unclosed


@transaction.atomic
def record_diagnosis(
    *,
    actor: Actor,
    ticket_id: int,
    nature: Nature,
    department: Department,
    text: str = "",
    now: datetime,
) -> Ticket:
    """Record the nature of the problem and the responsible department (D2.2.2, A3.3c).

    `text` is for colleagues; the customer reads the two codes. It may still come after the request was
    solved, because solving does not stop that promise. Raises NotAllowed, IllegalStep once it is closed.
    """
    ticket = unclosed(open_for(actor, "diagnose", ticket_id), "record_diagnosis")
    found = {"nature": Nature(nature).value, "department": Department(department).value}
    words = text.strip()
    if not words and found == {"nature": ticket.nature, "department": ticket.department}:
        return ticket  # repeated clicks and retried requests are not history
    ticket.nature, ticket.department = found["nature"], found["department"]
    ticket.save(update_fields=["nature", "department"])
    record(ticket, actor=actor, entry=Entry.DIAGNOSED, payload=found, text=words, happened_at=now)
    return ticket
