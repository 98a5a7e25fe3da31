"""Keeping spam out without a third party: a proof of work by the browser, and a limit for who brings none.

django-altcha makes and checks the puzzle. Its widget writes inline style, which the content policy forbids,
so `static/js/proof.js` solves it. A request without a proof is taken all the same, but counted per address
and marked as not verified.
"""

import base64
import json
import logging
from typing import Any

import altcha
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django_altcha import AltchaField, get_altcha_challenge, get_challenge_expire_seconds
from redis.exceptions import RedisError

from core.limits import is_within

logger = logging.getLogger(__name__)

MAX_NUMBER = 50_000  # about a second of a phone's time


class OnceField(AltchaField):  # type: ignore[misc]  # the library has no types
    """Of several who send the same proof at the same moment it believes one.

    The library looks whether somebody has used it, and notes afterwards that somebody has.
    """

    def replay_attack_protection(self, payload: str) -> None:
        puzzle = json.loads(base64.b64decode(payload))["challenge"]
        if not cache.add(f"portal:used:{puzzle}", "yes", get_challenge_expire_seconds()):
            raise ValidationError(self.error_messages["replay"], code="replay")


def new_challenge() -> dict[str, Any]:
    """A fresh puzzle, good for twenty minutes and for one request."""
    puzzle: altcha.Challenge = get_altcha_challenge(max_number=MAX_NUMBER)
    return dict(vars(puzzle))


def is_proven(payload: str) -> bool:
    """Whether `payload` solves a puzzle of ours that nobody has used; a cache that is down proves nothing."""
    if not payload:
        return False
    try:
        OnceField().clean(payload)
    except ValidationError:
        return False
    except RedisError:
        logger.warning("the proof of work could not be checked: no cache")
        return False
    return True


def may_go_on(request: HttpRequest) -> bool:
    """Count one request without a proof; False when this address has sent too many. Without a cache: True."""
    return is_within(request, "portal_unproven", "10/hour")
