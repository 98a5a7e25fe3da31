"""Three questions a supervisor asks, answered first of all: no session, no host check, no redirect."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from redis import Redis, RedisError

from sla.selectors.sweeps import last_sweep_at

# Beat sends a sweep every second; this long without one means that nobody watches the clocks.
SWEEP_IS_LATE_AFTER = timedelta(seconds=15)


class HealthMiddleware:
    """`/healthz`: this process answers. `/readyz`: it can serve. `/readyz?deep`: the whole house works."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return readiness(is_deep="deep" in request.GET, now=timezone.now())
        return self.get_response(request)


def readiness(*, is_deep: bool, now: datetime) -> JsonResponse:
    """200 when pages can be served; broker and sweep count as well when `is_deep`, else 503."""
    needed = {"database": check_database(), "migrations": check_migrations()}
    helpful = {"broker": check_broker(), "sweep": check_sweep(now)}
    parts = needed | helpful
    is_ready = all(part == "ok" for part in (parts if is_deep else needed).values())
    is_whole = all(part == "ok" for part in parts.values())
    status = "ok" if is_whole else "degraded" if is_ready else "unavailable"
    return JsonResponse({"status": status, "checks": parts}, status=200 if is_ready else 503)


def check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "unreachable"
    return "ok"


def check_migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
    except Error:
        return "unknown"
    return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def check_broker() -> str:
    client: Any = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"


def check_sweep(now: datetime) -> str:
    try:
        last = last_sweep_at()
    except Error:
        return "unknown"
    return "ok" if last is not None and now - last <= SWEEP_IS_LATE_AFTER else "late"
