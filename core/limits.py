"""How often somebody may ask for something. Without a cache nobody is turned away."""

import logging
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

logger = logging.getLogger(__name__)


class Limit(SimpleRateThrottle):
    """So many of one thing in so much time: from one network address, or about one `subject`."""

    def __init__(self, scope: str, rate: str, subject: str = "") -> None:
        self.scope, self.rate = scope, rate
        self.subject = sha256(subject.encode()).hexdigest() if subject else ""
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:  # noqa: ARG002 - the library's signature
        ident = self.subject or self.get_ident(request)
        return str(self.cache_format % {"scope": self.scope, "ident": ident})


def is_within(request: HttpRequest, scope: str, rate: str, subject: str = "") -> bool:
    """Count one more; False when it is one too many. `rate` like "10/hour"."""
    limit: Any = Limit(scope, rate, subject)  # typed for the API's own requests, good for all
    try:
        return bool(limit.allow_request(request, None))
    except RedisError:
        logger.warning("%s is not counted: no cache", scope)
        return True
