"""Visits as the faces show them: whose, when, with the words that were written about them (B3.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, QuerySet

from core.actors import Actor
from tickets.choices import VisitState
from tickets.locks import NoSuchVisit
from tickets.models import Attachment, PartLine, Ticket, Visit
from tickets.models.visit import AHEAD, IS_OPEN
from tickets.numbers import clean_number
from tickets.policies import visit_policy
from tickets.selectors.words import words_at

RELATED = ("engineer", "ticket__customer", "ticket__owner", "ticket__branch")


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit with its words; erased words are empty. `where` is the address or the link."""

    visit: Visit
    where: str
    note: str
    cause: str
    measures: str
    absent_reason: str
    parts: Sequence[PartLine] = ()

    @property
    def link(self) -> str:
        """What may stand in a link: nobody smuggles in another scheme."""
        is_web = self.where.startswith(("https://", "http://"))
        return self.where if self.visit.is_remote and is_web else ""


def my_visits(actor: Actor) -> QuerySet[Visit]:
    """The open visits of this engineer, next first; sessions without a time come first."""
    rows = Visit.objects.filter(IS_OPEN, engineer=actor.pk)
    return rows.select_related(*RELATED).order_by(F("window_from").asc(nulls_first=True), "pk")


def get_visit(*, actor: Actor, visit_id: int) -> Visit:
    """One visit by its id; raises NoSuchVisit for strangers too."""
    return _seen(actor, Visit.objects.filter(pk=visit_id))


def get_visit_of(*, actor: Actor, number: str, visit: int) -> Visit:
    """One visit of a ticket; raises NoSuchVisit for strangers too."""
    return _seen(actor, Visit.objects.filter(ticket__number=clean_number(number), number=visit))


def _seen(actor: Actor, rows: QuerySet[Visit]) -> Visit:
    found = rows.select_related(*RELATED).first()
    if found is None or not visit_policy.allows(actor, "view", found):
        raise NoSuchVisit
    return found


def visits_of(ticket: Ticket) -> list[Visit]:
    """All visits of a ticket, the open ones first; one query."""
    rows = ticket.visits.select_related("engineer").order_by("number")
    return sorted(rows, key=lambda visit: not visit.is_open)


def visits_for_customer(ticket: Ticket) -> list[VisitLine]:
    """The visits that are ahead or under way, with the address or link and nothing else of the words."""
    rows = ticket.visits.filter(state__in=[*AHEAD, VisitState.ARRIVED]).select_related("engineer")
    lines = with_words(rows.order_by("number"))
    return [VisitLine(line.visit, line.where, "", "", "", "") for line in lines]


def with_words(visits: Iterable[Visit]) -> list[VisitLine]:
    """The visits with what was written about them; one query for all, none for none."""
    visits = list(visits)
    words = words_at((v.ticket_id, n) for v in visits for n in (v.planned_in, v.reported_in, v.signed_in))
    return [_line(visit, words) for visit in visits]


def with_parts(visits: Iterable[Visit]) -> list[VisitLine]:
    """The same with what was used and ordered; one query more for all."""
    lines = with_words(visits)
    parts: dict[int, list[PartLine]] = {}
    for part in PartLine.objects.filter(visit__in=[line.visit.pk for line in lines]).order_by("pk"):
        parts.setdefault(part.visit_id, []).append(part)
    return [replace(line, parts=parts.get(line.visit.pk, [])) for line in lines]


def _line(visit: Visit, words: dict[tuple[int, int], str]) -> VisitLine:
    def said(number: int | None) -> str:
        return words.get((visit.ticket_id, number or 0), "")

    where, _break, note = said(visit.planned_in).partition("\n")
    cause, _break, measures = said(visit.reported_in).partition("\n")
    return VisitLine(visit, where, note, cause, measures, said(visit.signed_in))


def files_of_visit(visit: Visit) -> list[Attachment]:
    """The photos and the signature; staff only."""
    numbers = [number for number in (visit.reported_in, visit.signed_in) if number]
    return list(
        Attachment.objects.filter(entry__ticket=visit.ticket_id, entry__number__in=numbers).order_by("pk")
    )


def day_of(visit: Visit, now: datetime) -> bool:
    """Whether the visit is for today or earlier, on the reader's calendar (`now` in his zone)."""
    begins = visit.window_from
    return begins is None or begins.astimezone(now.tzinfo).date() <= now.date()
