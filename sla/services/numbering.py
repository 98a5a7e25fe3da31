"""Numbers of versions."""

import re
from datetime import datetime

from sla.models import CommitmentVersion


def next_number(now: datetime) -> str:
    """The next number of the year, for instance CN-2026-014; the unique constraint settles a race.

    Numbers of the house's own making do not count.
    """
    ours = re.compile(rf"CN-{now:%Y}-(\d+)")
    numbers = CommitmentVersion.objects.filter(number__startswith=f"CN-{now:%Y}-")
    found = (ours.fullmatch(number) for number in numbers.values_list("number", flat=True))
    last = max((int(match[1]) for match in found if match), default=0)
    return f"CN-{now:%Y}-{last + 1:03d}"
