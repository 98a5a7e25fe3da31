"""A complaint: heard by management, not by the one it is about (A4.2, D3.4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.services.customers import CustomerFacts
from core.actors import Actor
from core.errors import BadInput, need
from core.files import SentFile
from core.moments import to_second
from tickets.choices import Channel, Impact, Kind
from tickets.dispatch import NobodyToOwn
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.policies import policy
from tickets.services.attachments import check_files
from tickets.services.entitling import Bought
from tickets.services.registration import ServiceRequest, admit, draft_of

IMPACT = Impact.DEGRADED


class NothingComplained(BadInput):
    code = "nothing_complained"
    message = _("Say what you are not content with: at least a few words.")


@transaction.atomic
def complain(
    *,
    actor: Actor,
    ticket_id: int,
    text: str,
    channel: Channel = Channel.WEB,
    files: Sequence[SentFile] = (),
    now: datetime,
) -> Ticket:
    """Register what the customer has to say about how `ticket_id` is handled, as a matter of its own.

    It has its own clocks, log and private link; somebody of management owns it, not whom it concerns if there
    is anybody else. Of the ticket itself nothing changes: nobody who works on it learns of the complaint. The
    same words again are the same complaint. Raises NotAllowed, NothingComplained, NobodyToOwn and the errors
    of `check_files`.
    """
    about = lock_ticket(ticket_id)
    policy.require(actor, "complain", about)
    words = need(text, NothingComplained, "text")
    check_files(files)
    if same := _same(about, words):
        return same
    owner = _who_listens(about)
    request = _request(about, channel, text, files)
    draft = draft_of(request, about.branch, about.customer, owner, to_second(now), now)
    draft.complaint_about = about
    draft.complaint_concerns = about.owner if about.owner_id != owner.pk else None
    how = {"rule": "complaint"}
    return admit(draft, actor=actor, request=request, facts=Bought().payload(), how=how, now=now)


def _same(about: Ticket, words: str) -> Ticket | None:
    """The complaint that is open with these very words: a repeated click, or a retried request."""
    rows = Ticket.objects.not_closed().filter(complaint_about=about)
    return rows.filter(log__number=1, log__text__words=words).first()


def _who_listens(about: Ticket) -> User:
    """Of management, on duty first; the owner himself only where nobody else is left."""
    heads = list(User.objects.filter(role=Role.MANAGEMENT, is_active=True).order_by("-is_on_duty", "pk"))
    others = [person for person in heads if person.pk != about.owner_id]
    if not heads:
        raise NobodyToOwn(branch=about.branch.name)
    return (others or heads)[0]


def _request(about: Ticket, channel: Channel, text: str, files: Sequence[SentFile]) -> ServiceRequest:
    customer = about.customer
    return ServiceRequest(
        channel=channel,
        customer=CustomerFacts(customer.name, customer.email, customer.phone, customer.language),
        problem=text,
        kind=Kind(about.kind),
        impact=IMPACT,
        files=files,
    )
