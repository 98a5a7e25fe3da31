import logging
from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.actors import Actor

if TYPE_CHECKING:  # the framework imports this module while it builds its views
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute for each token."""

    scope = "token"

    def get_cache_key(self, request: Request, _view: "APIView") -> str | None:
        actor = request.auth
        return f"api-throttle-{actor.pk}" if isinstance(actor, Actor) else None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Counting needs the cache; without it requests are served uncounted rather than refused."""
        try:
            return super().allow_request(request, view)
        except RedisError:
            logger.warning("api requests are not counted: the cache does not answer")
            return True


class TrialThrottle(TokenThrottle):
    """What reads a month of tickets for one answer is asked for less often."""

    scope = "trial"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        key = super().get_cache_key(request, view)
        return key and f"{key}-trial"
