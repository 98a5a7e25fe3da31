"""Who else is at a ticket at this moment: who writes, and who has only opened it.

Both come by the poll that runs anyway. Who looks lies in the cache alone and is nowhere kept; without a cache
nobody is seen. A page comes by only for whom may see the ticket, and so does what it is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from accounts.models import User
from core.punctuation import comma
from servicedesk.cache import DeskCache
from servicedesk.desk.steps import STEPS
from tickets.models import Ticket
from tickets.selectors.drafts import Drafts

POLL_SECONDS = 3
GONE_SECONDS = 2 * POLL_SECONDS
NAMED = 2  # of those who look; the others are a number


class Looker(NamedTuple):
    person_id: int
    name: str


def others_at(reader: User, ticket: Ticket, drafts: Drafts, *, now: datetime) -> dict[str, Any]:
    """Who writes, by what the editor calls it, and who looks; `others_key` changes when either does."""
    writing = {one.person_id for one in drafts.others}
    looking = [one for one in _lookers(reader, ticket, now) if one.person_id not in writing]
    keys = sorted(f"{one.person_id}.{one.step}" for one in drafts.others)
    return {
        "writing": [(one.name, STEPS[one.step].label) for one in drafts.others if one.step in STEPS],
        "looking": said_of([one.name for one in looking]),
        "others_key": ",".join([*keys, *(str(one.person_id) for one in looking)]),
        "poll_seconds": POLL_SECONDS,
    }


def said_of(names: Sequence[str]) -> str:
    """In one line, however many they are; "" of nobody."""
    if not names:
        return ""
    shown, more = comma().join(names[:NAMED]), len(names) - NAMED
    if more > 0:
        shown = _("{names} and {n} more").format(names=shown, n=more)
    said = ngettext("{names} is looking at this request", "{names} are looking at this request", len(names))
    return said.format(names=shown)


def _lookers(reader: User, ticket: Ticket, now: datetime) -> list[Looker]:
    """The others, always in the same order; the reader himself is from now on one of them for the others."""
    cache, at = cast("DeskCache", caches["default"]), now.timestamp()
    place, who = f"desk:at:{ticket.pk}", f"{reader.pk}:{reader.name}"
    try:
        found = cache.come_by(place, who, at=at, since=at - GONE_SECONDS)
    except RedisError:
        return []
    lookers = (Looker(int(person), name) for person, _colon, name in (one.partition(":") for one in found))
    return sorted(one for one in lookers if one.person_id != reader.pk)
