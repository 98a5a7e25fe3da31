from dataclasses import dataclass
from datetime import datetime

from notifications.selectors import unread_alerts
from servicedesk.desk.counts import Count, count_all
from servicedesk.desk.filters import FLAGS, filters_with, queue_url
from servicedesk.desk.requests import DeskRequest
from tickets.policies import may_report
from tickets.selectors.tickets import queue, visible_tickets


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the side navigation."""

    key: str
    label: str
    icon: str
    url: str
    count: Count
    tone: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """The desk's side: whose branch, which views with how many tickets, how many unread alerts."""

    branch: str
    mine: Place
    everything: Place
    views: list[Place]
    unread: Count
    may_report: bool


def navigation(request: DeskRequest, *, now: datetime, current: str = "") -> Navigation:
    """All counts in one query; `current` is the address the reader is at."""
    actor = request.actor
    queries = {flag.key: queue(actor, filters=filters_with([flag.key]), now=now) for flag in FLAGS}
    others = {"all": visible_tickets(actor).not_closed(), "unread": unread_alerts(request.user)}
    counts = count_all(queries | others)
    places = [
        Place(flag.key, str(flag.label), flag.icon, url, counts[flag.key], flag.tone, url == current)
        for flag in FLAGS
        for url in [queue_url({flag.key: "1"})]
    ]
    branch = request.user.branch
    return Navigation(
        branch=branch.name if branch else "",
        mine=places[0],
        everything=Place("all", "", "users", queue_url({}), counts["all"], "", queue_url({}) == current),
        views=places[1:],
        unread=counts["unread"],
        may_report=may_report(actor),
    )
