"""The daily update as a draft, made of the day's log: what was and what was not done (D2.3a).

Nothing in it is a guess: what is not on record was not done, and a promise that was missed is named.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.instants import long_instant, short_instant
from notifications.mail.promises import PromiseNews, views_of
from notifications.mail.recipients import customer_of
from sla.selectors.promises import MISSED, PromiseView
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import LogEntry, Ticket
from tickets.promises import Metric
from tickets.selectors.timeline import timeline
from tickets.wording import sentence

# What counts as done for the customer. A change of state or of priority moves papers, not his matter.
DONE = frozenset(
    {
        Entry.CONTACTED,
        Entry.REPLIED,
        Entry.INITIAL_FIX_GIVEN,
        Entry.PLAN_GIVEN,
        Entry.SOLUTION_GIVEN,
        Entry.QUESTION_ASKED,
        Entry.DIAGNOSED,
        Entry.DATE_AGREED,
        Entry.APPOINTMENT_MADE,
        Entry.OWNER_NAMED,
    }
)
DELIVERY = (Entry.MESSAGE_ACCEPTED, Entry.MESSAGE_FAILED)


def draft_update(ticket: Ticket, *, now: datetime) -> str:
    """The update for the day of the ticket's branch that `now` lies in, as plain text.

    In the customer's language and zone, whoever asks for it.
    """
    reader = customer_of(ticket)
    since = start_of_day(ticket, now)
    with translation.override(reader.language), timezone.override(reader.zone):
        parts = _parts(ticket, views_of(ticket, is_staff=False, now=now), since, now)
        return "\n\n".join("\n".join(part) for part in parts if part)


def start_of_day(ticket: Ticket, now: datetime) -> datetime:
    """Midnight before `now` where the ticket's branch works: the day that is reported is ours."""
    here = timezone.localtime(now, ZoneInfo(ticket.branch.zone))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _parts(
    ticket: Ticket, views: Sequence[PromiseView], since: datetime, now: datetime
) -> Iterator[list[str]]:
    missed = [view for view in views if _is_missed(view, since)]
    yield _done(ticket, since, now)
    yield _not_done(ticket, missed, now)
    yield _open(views, now)
    yield list(_standing(ticket, now))


def _done(ticket: Ticket, since: datetime, now: datetime) -> list[str]:
    unsent = _unsent(ticket, since)
    entries = timeline(ticket, audience="customer", since=since)
    lines = [_line(e, now) for e in entries if _is_done(e) and e.number not in unsent]
    if not lines:
        return [_("Nothing new is on record for your request today.")]
    return [_("What was done for your request today:"), *lines]


def _is_done(entry: LogEntry) -> bool:
    """The first owner is named by the registration itself; that is nobody's work."""
    is_first_owner = entry.entry == Entry.OWNER_NAMED and not entry.payload["was"]
    return entry.entry in DONE and not is_first_owner


def _line(entry: LogEntry, now: datetime) -> str:
    return f"- {short_instant(entry.happened_at, now)} {sentence(entry, audience='customer')}"


def _unsent(ticket: Ticket, since: datetime) -> set[int]:
    """Numbers of the entries whose message came back: what did not arrive was not told."""
    told = ticket.log.filter(entry__in=DELIVERY, recorded_at__gte=since).order_by("number")
    last = {entry.payload["entry"]: entry.entry for entry in told}
    return {number for number, outcome in last.items() if outcome == Entry.MESSAGE_FAILED}


def _is_missed(view: PromiseView, since: datetime) -> bool:
    """Missed and still open, or ended late or unkept since the day began; older misses were told before."""
    if view.stopped_at is None:
        return view.tone == MISSED
    return view.stopped_at >= since and (view.is_breached or view.state in {MISSED, "met_late"})


def _not_done(ticket: Ticket, missed: Sequence[PromiseView], now: datetime) -> list[str]:
    lines = [
        "- " + PromiseNews(view=view, facts={}, owner=ticket.owner.name).what_happened for view in missed
    ]
    is_told = any(view.metric == Metric.RESOLUTION for view in missed)
    if ticket.promised_at is not None and ticket.promised_at < now and not is_told:
        date = long_instant(ticket.promised_at, now)
        lines.append(
            "- " + _("We promised that the work would be complete by {date}. It is not.").format(date=date)
        )
    return [_("What was not done in time:"), *lines] if lines else []


def _open(views: Sequence[PromiseView], now: datetime) -> list[str]:
    """What is still owed and by when. The promised day and this update itself are spoken of elsewhere."""
    elsewhere = {Metric.PROGRESS_UPDATE, Metric.RESOLUTION}
    live = [view for view in views if view.stopped_at is None and view.metric not in elsewhere]
    lines = [_owed(view, now) for view in live if view.due_at is None or view.due_at > now]
    return [_("What is still open:"), *lines] if lines else []


def _owed(view: PromiseView, now: datetime) -> str:
    if view.due_at is None:
        return "- " + _("{promise}: its time stands still at present").format(promise=view.short)
    return "- " + _("{promise}: by {due}").format(promise=view.short, due=long_instant(view.due_at, now))


def _standing(ticket: Ticket, now: datetime) -> Iterator[str]:
    """Where the matter stands: the promised day, what is waited for, who is responsible."""
    if ticket.promised_at is not None and ticket.promised_at >= now:
        date = long_instant(ticket.promised_at, now)
        yield _("We promised that the work will be complete by {date}.").format(date=date)
    if ticket.state == State.SCHEDULED and ticket.appointment_at is not None:
        yield _("Your appointment: {when}.").format(when=long_instant(ticket.appointment_at, now))
    if ticket.state == State.WAITING_CUSTOMER:
        yield _("We are waiting for your answer to our question.")
    yield _("{owner} is responsible for your request.").format(owner=ticket.owner.name)
