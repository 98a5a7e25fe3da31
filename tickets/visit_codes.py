"""The one-time code the customer reads out at the door (B3.3): derived, never stored, mailed to him only."""

import secrets
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from tickets.models import Visit

DIGITS = 6
GOOD_FOR = timedelta(hours=1)
MOST_TRIES = 5  # of one visit, however many codes were sent
SALT = "tickets.visit_codes"


def code_of(visit_id: int, entry: int) -> str:
    """The code that the log entry with this number sent; each entry has one of its own."""
    digest = salted_hmac(SALT, f"{visit_id}.{entry}", algorithm="sha256").hexdigest()
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}}"


def is_usable(visit: Visit, now: datetime) -> bool:
    """Whether a code was sent by then that could still be typed in."""
    sent_at = visit.code_sent_at
    return sent_at is not None and sent_at <= now < sent_at + GOOD_FOR and visit.code_tries < MOST_TRIES


def is_right(visit: Visit, typed: str) -> bool:
    """Whether `typed` is the newest code sent; spaces do not count. Compared in constant time."""
    wanted = code_of(visit.pk, visit.code_sent_in or 0)
    return secrets.compare_digest("".join(typed.split()).encode(), wanted.encode())
