from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.counted import count_places
from servicedesk.desk.counts import Count
from servicedesk.desk.filters import FLAGS, QueueAddress, queue_url
from servicedesk.desk.requests import DeskRequest
from tickets.models import SavedView
from tickets.policies import may_report
from tickets.selectors.saved_views import filters_of, look_of_view, views_of
from tickets.selectors.tickets import queue


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
    view: SavedView | None = None


@dataclass(frozen=True, slots=True)
class Navigation:
    """The desk's side: whose branch, which views with how many tickets, how many unread alerts."""

    branch: str
    mine: Place
    everything: Place
    views: list[Place]
    saved: list[Place]
    unread: Count
    may_report: bool

    @property
    def here(self) -> str:
        """The name of the saved view the reader is at."""
        return self.view.name if self.view else ""

    @property
    def view(self) -> SavedView | None:
        """The saved view the reader is at."""
        return next((place.view for place in self.saved if place.is_current), None)


def navigation(request: DeskRequest, *, now: datetime, current: str = "") -> Navigation:
    """All counts in one query, and the saved views in one; `current` is the address the reader is at."""
    actor = request.actor
    kept = {f"view-{view.pk}": (view, filters_of(view)) for view in views_of(actor)}
    queues = {key: queue(actor, filters=filters, now=now) for key, (_view, filters) in kept.items()}
    counts = count_places(actor, queues, now=now)
    places = [
        Place(flag.key, str(flag.label), flag.icon, url, counts[flag.key], flag.tone, url == current)
        for flag in FLAGS
        for url in [queue_url({flag.key: "1"})]
    ]
    saved = [
        Place(key, view.name, _icon(view), address.url(), counts[key], "", is_current, view)
        for key, (view, filters) in kept.items()
        for address in [QueueAddress(filters, look=look_of_view(view))]
        for is_current in [address.as_each_sees_it.url() == current]
    ]
    branch = request.user.branch
    return Navigation(
        branch=branch.name if branch else "",
        mine=places[0],
        everything=Place("all", "", "users", queue_url({}), counts["all"], "", queue_url({}) == current),
        views=places[1:],
        saved=saved,
        unread=counts["unread"],
        may_report=may_report(actor),
    )


def _icon(view: SavedView) -> str:
    return "bookmark" if view.branch_id is None else "book-marked"
