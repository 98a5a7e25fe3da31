"""One form, one request: however often it is sent, and by however many clicks at once.

Each form carries a random word, its draft. What became of it lies in the cache for an hour; without a cache a
second click makes a second request: better than none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from core.turns import wait_for_turn

SENT_SECONDS = 3600


@contextmanager
def one_at_a_time(draft: str) -> Iterator[None]:
    """A transaction in which nobody else sends the same form; the next one finds what this one made."""
    with transaction.atomic():
        if draft:
            wait_for_turn(f"portal:{draft}")
        yield


def sent_before(draft: str) -> str:
    """The token of the request that this very form already made, or ""."""
    try:
        return str(cache.get(f"portal:sent:{draft}", "")) if draft else ""
    except RedisError:
        return ""


def remember(draft: str, token: str) -> None:
    """Let a repeated form lead to the request with this token."""
    if not draft:
        return
    try:
        cache.set(f"portal:sent:{draft}", token, SENT_SECONDS)
    except RedisError:
        return
