"""Newer versions than those that the clocks of a ticket run by."""

from django.db.models import QuerySet

from sla.models import LIVE, Binding, CalendarVersion, Clock, CommitmentVersion, VersionState
from sla.selectors.calendars import newest_versions
from tickets.models import Ticket


def has_newer_terms(ticket_id: int) -> bool:
    """Whether there is anything to move the ticket to."""
    return bool(newer_calendars(ticket_id) or newer_commitments(ticket_id))


def newer_calendars(ticket_id: int) -> list[CalendarVersion]:
    """The newest version of each calendar by an older one of which a clock runs that is not missed yet."""
    used = set(_running(ticket_id).values_list("calendar__calendar", "calendar")) - {(None, None)}
    newest = newest_versions().filter(calendar__in={pk for pk, _ in used}).select_related("calendar")
    return [one for one in newest if any(pk == one.calendar_id and of != one.pk for pk, of in used)]


def newer_commitments(ticket_id: int) -> list[CommitmentVersion]:
    """The version in force of an open ticket's letter, unless the ticket and its clocks are under it."""
    bound = Binding.objects.filter(ticket__in=Ticket.objects.not_ended().filter(pk=ticket_id))
    signed = CommitmentVersion.objects.filter(
        state=VersionState.SIGNED, commitment__versions__bindings__in=bound
    )
    newest = signed.order_by("-effective_from").first()
    if newest is None:
        return []
    is_behind = bound.exclude(version=newest) or _running(ticket_id).exclude(promise__version=newest)
    return [newest] if is_behind else []


def _running(ticket_id: int) -> QuerySet[Clock]:
    return Clock.objects.filter(LIVE, ticket=ticket_id, breach=None)
