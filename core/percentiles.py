"""Percentiles, computed by the database."""

from django.db.models import Aggregate, DurationField


class DurationPercentile(Aggregate):
    """The length of time that a `fraction` of the rows does not exceed; between two rows, what lies between.

    0.5 is the median. `None` where there are no rows.
    """

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
