"""The cache, which may be away at any time."""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SIGN_IN = "allauth"  # what its keys begin with
IN_THIS_PROCESS = LocMemCache("sign-in", {})


class DeskCache(RedisCache):
    """Redis; only what signing in counts is counted in this process while Redis is away.

    Our own users of the cache know what to do without it; the library that signs people in does not, and
    nobody could come in during an outage.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._here_or_there("add", key, value, timeout=timeout, version=version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._here_or_there("get", key, default, version=version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._here_or_there("set", key, value, timeout=timeout, version=version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._here_or_there("delete", key, version=version))

    def _here_or_there(self, operation: str, key: str, *values: Any, **options: Any) -> Any:
        try:
            return getattr(super(), operation)(key, *values, **options)
        except RedisError:
            if not key.startswith(SIGN_IN):
                raise
            logger.warning("limits of the sign-in are counted in this process: the cache does not answer")
            return getattr(IN_THIS_PROCESS, operation)(key, *values, **options)
