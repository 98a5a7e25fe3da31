"""What a ticket has to do with others, and who watches it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import SEES_ALL
from accounts.selectors.staff import serving
from core.actors import Actor
from core.errors import BadInput
from core.prepared import Given, Prepared
from tickets.choices import LINKED_BY, LinkKind
from tickets.locks import NoSuchTicket
from tickets.models import Ticket, TicketLink
from tickets.policies import policy
from tickets.querysets import TicketQuerySet
from tickets.selectors.tickets import get_ticket, visible_tickets
from tickets.selectors.told import owners_for

SHOWN = 20


class NoSuchOther(BadInput):
    code = "no_such_other_request"
    message = _("There is no request with this number, or you may not see it.")


@dataclass(frozen=True, slots=True)
class Related:
    """A link as one of its two tickets shows it. `title` and `state` only for who may see the other."""

    link_id: int
    says: str
    kind: str
    is_source: bool
    number: str
    title: str
    state: str
    is_visible: bool


def _joining(ticket: int | Given) -> QuerySet[TicketLink]:
    return TicketLink.objects.filter(Q(source=ticket) | Q(target=ticket)).order_by("pk")


LINKS = Prepared(lambda: _joining(Given("ticket", BigIntegerField())))


def links_of(ticket: Ticket, *, actor: Actor) -> list[Related]:
    """The links of the ticket, its own first; one query, and one for all the others if there are any."""
    links = LINKS(ticket=ticket.pk)
    ends = {pk for link in links for pk in (link.source_id, link.target_id)} - {ticket.pk}
    others = Ticket.objects.in_bulk(ends)
    found = [_related(link, others[_other_end(link, ticket)], actor) for link in links]
    return sorted(found, key=lambda link: not link.is_source)


def _other_end(link: TicketLink, ticket: Ticket) -> int:
    return link.target_id if link.source_id == ticket.pk else link.source_id


def ends_of(link_id: int, *, of: Ticket) -> tuple[int, ...]:
    """Ids of the two tickets of a link, if `of` is one of them."""
    return _joining(of.pk).filter(pk=link_id).values_list("source", "target").first() or ()


def _related(link: TicketLink, other: Ticket, actor: Actor) -> Related:
    is_source = link.target_id == other.pk
    may_see = policy.allows(actor, "view", other)
    return Related(
        link_id=link.pk,
        says=str(LinkKind(link.kind).label if is_source else LINKED_BY[LinkKind(link.kind)]),
        kind=str(link.kind),
        is_source=is_source,
        number=other.number,
        title=other.title if may_see else "",
        state=str(other.standing.label) if may_see else "",
        is_visible=may_see,
    )


WATCHERS = Prepared(
    lambda: User.objects.filter(watched__ticket=Given("ticket", BigIntegerField())).order_by("name", "pk")
)


def watchers_of(ticket: Ticket) -> list[User]:
    """Who watches the ticket, by name."""
    return WATCHERS(ticket=ticket.pk)


def possible_watchers(ticket: Ticket) -> QuerySet[User]:
    """Members of staff who may see the ticket, as the policy says it."""
    if ticket.is_complaint:
        return owners_for(ticket)
    may_see = serving(ticket.branch) | Q(role__in=SEES_ALL) | Q(pk=ticket.owner_id)
    return User.objects.filter(may_see, is_active=True).order_by("name", "pk")


def get_other(*, actor: Actor, number: str, field: str) -> Ticket:
    """The other ticket that somebody named in `field`; raises NoSuchOther."""
    try:
        return get_ticket(actor=actor, number=number)
    except NoSuchTicket as error:
        raise NoSuchOther(fields={field: [str(NoSuchOther.message)]}) from error


def merge_candidates(ticket: Ticket, *, actor: Actor, words: str = "") -> Sequence[Ticket]:
    """Open tickets of its customer to merge it into, newest first; `words`: of number, title or serial."""
    rows: TicketQuerySet = visible_tickets(actor).of_customer(ticket.customer_id).not_closed()
    rows = rows.complaints_apart().exclude(pk=ticket.pk).for_rows()
    sought = words.replace("\0", "").strip()
    if sought:
        rows = rows.filter(
            Q(number__icontains=sought) | Q(title__icontains=sought) | Q(serial__icontains=sought)
        )
    return list(rows.order_by("-registered_at", "-pk")[:SHOWN])
