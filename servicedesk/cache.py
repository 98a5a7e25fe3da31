"""The cache, which may be away at any time."""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SIGN_IN = "allauth"  # what its keys begin with
FORGOTTEN_SECONDS = 60
IN_THIS_PROCESS = LocMemCache("sign-in", {})


class OneClient(RedisCacheClient):
    """Keeps its client for reading and for writing: to make one for every call took longer than the call."""

    def __init__(self, *servers: Any, **options: Any) -> None:
        super().__init__(*servers, **options)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class DeskCache(RedisCache):
    """Redis; only what signing in counts is counted in this process while Redis is away.

    Our own users of the cache know what to do without it; the library that signs people in does not, and
    nobody could come in during an outage.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._here_or_there("add", key, value, timeout=timeout, version=version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._here_or_there("get", key, default, version=version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._here_or_there("set", key, value, timeout=timeout, version=version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._here_or_there("delete", key, version=version))

    def come_by(self, place: str, who: str, *, at: float, since: float) -> list[str]:
        """Everybody who has come by this place since then, `who` from now on among them; raises RedisError.

        A set of its own kind, for two who come at once must not lose each other; one round trip.
        """
        key, client = self.make_and_validate_key(place), self._cache.get_client(write=True)
        with client.pipeline() as asked:
            asked.zadd(key, {who: at})
            asked.zremrangebyscore(key, "-inf", f"({since}")
            asked.zrange(key, 0, -1)
            asked.expire(key, FORGOTTEN_SECONDS)
            found = asked.execute()[2]
        return [one.decode() for one in found]

    def _here_or_there(self, operation: str, key: str, *values: Any, **options: Any) -> Any:
        try:
            return getattr(super(), operation)(key, *values, **options)
        except RedisError:
            if not key.startswith(SIGN_IN):
                raise
            logger.warning("limits of the sign-in are counted in this process: the cache does not answer")
            return getattr(IN_THIS_PROCESS, operation)(key, *values, **options)
