"""The trends, the arrivals and the ratings as rows of text for spreadsheets."""

from collections.abc import Iterator

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from servicedesk.insights.arrivals import arrivals_of
from servicedesk.insights.comparison import MINUTES
from servicedesk.insights.ratings import ratings_of
from servicedesk.insights.scope import Scope
from servicedesk.insights.sheets import Row, minutes
from servicedesk.insights.trends import Week, trends_of


def trends_sheet(scope: Scope) -> Iterator[Row]:
    """A row for each of the twelve weeks: how many counted, and the figure, of each trend."""
    trends = trends_of(scope)
    promises, *times = trends
    head = [_("Week from"), _("Fell due"), f"{promises.title} (%)"]
    for trend in times:
        head += [f"{trend.title}, {_('requests')}", f"{trend.title}, {_('median')} ({MINUTES})"]
    yield head
    for weeks in zip(*(trend.weeks for trend in trends), strict=True):
        cells = [cell for week in weeks for cell in (str(week.behind.number), _value(week))]
        yield [weeks[0].begins.date().isoformat(), *cells]


def _value(week: Week) -> str:
    if week.time is not None:
        return minutes(week.time)
    return "" if week.percent is None else str(week.percent)


def arrivals_sheet(scope: Scope) -> Iterator[Row]:
    """A row for each hour of the day, a column for each day of the week."""
    yield [_("Hour") + f" ({scope.zone.key})", *map(str, WEEKDAYS.values())]
    for hour, cells in enumerate(arrivals_of(scope).rows):
        yield [f"{hour:02}:00", *(str(cell.behind.number) for cell in cells)]


def ratings_sheet(scope: Scope) -> Iterator[Row]:
    """A row for each score, the best first."""
    yield [_("Rating"), _("Requests")]
    for line in ratings_of(scope).lines:
        yield [str(line.score), str(line.behind.number)]
