"""Registrations per second: by the service in one process, by the form and by the API with many clients."""

import cProfile
import json
import multiprocessing
import pstats
import secrets
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_altcha import get_altcha_challenge

from accounts.models import Scope
from accounts.services.tokens import issue_token
from bench.template import SYSTEM, request_of
from bench.web import Visitor, Web
from servicedesk.demo.story.visitor import answer_to
from tickets.services.registration import register_ticket

PER_TOKEN = 500  # the API lets a token register 600 a minute
SHOWN = 40
FACTS = {"problem": "Heating stops with error E4 since this morning.", "kind": "repair", "impact": "stopped"}
CREATED = {201, 302}
Sender = Callable[[Visitor, str], int]


def by_service(given: Namespace) -> dict[str, Any]:
    """One process that calls the service itself."""
    _register()  # reads what is set up
    with CaptureQueriesContext(connection) as queries:
        _register()
    profiler = cProfile.Profile()
    began = time.perf_counter()
    if given.profile:
        profiler.enable()
    for _ in range(given.requests):
        _register()
    profiler.disable()
    seconds = time.perf_counter() - began
    if given.profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(SHOWN)
    return {"per_second": round(given.requests / seconds, 1), "queries": len(queries)}


def _register() -> None:
    register_ticket(actor=SYSTEM, request=request_of(_address()), now=timezone.now())


def _address() -> str:
    return f"{secrets.token_hex(6)}@riverside.example"


def by_form(web: Web, clients: int, requests: int) -> dict[str, Any]:
    """The customer's form, with its puzzles solved beforehand: the browser does that, not the desk."""
    return _race(web, _send_form, [_solved() for _ in range(requests)], clients)


def by_api(web: Web, clients: int, requests: int) -> dict[str, Any]:
    """Another system, or several."""
    now = timezone.now()
    tokens = [
        issue_token(name="Bench", scopes=[Scope.TICKETS_WRITE], now=now)[1]
        for _ in range(0, requests, PER_TOKEN)
    ]
    return _race(web, _send_json, [tokens[i // PER_TOKEN] for i in range(requests)], clients)


def _race(web: Web, send: Sender, items: Sequence[str], clients: int) -> dict[str, Any]:
    """Each client a process of its own; all begin at once, each takes the next item until none is left."""
    spawn = multiprocessing.get_context("fork")
    connection.close()  # a forked process must not share it
    barrier, results, taken = spawn.Barrier(clients + 1), spawn.Queue(), spawn.Value("L", 0)
    at_work = [
        spawn.Process(target=_client, args=(web.visitor(), send, items, taken, barrier, results))
        for _ in range(clients)
    ]
    for client in at_work:
        client.start()
    barrier.wait()
    began = time.perf_counter()
    statuses = [status for _client in at_work for status in results.get()]
    seconds = time.perf_counter() - began
    for client in at_work:
        client.join()
    refused = Counter(status for status in statuses if status not in CREATED)
    done = len(statuses) - refused.total()
    return {"clients": clients, "per_second": round(done / seconds, 1), "refused": dict(refused)}


def _client(
    visitor: Visitor, send: Sender, items: Sequence[str], taken: Any, barrier: Any, results: Any
) -> None:
    visitor.get("/")
    barrier.wait()
    results.put([send(visitor, item) for item in _until_none_is_left(items, taken)])


def _until_none_is_left(items: Sequence[str], taken: Any) -> Iterator[str]:
    while True:
        with taken.get_lock():
            at, taken.value = taken.value, taken.value + 1
        if at >= len(items):
            return
        yield items[at]


def _send_form(visitor: Visitor, solved: str) -> int:
    draft = secrets.token_hex(12)
    return visitor.post(
        "/", FACTS | {"name": "Wang Min", "email": _address(), "altcha": solved, "draft": draft}
    )


def _send_json(visitor: Visitor, token: str) -> int:
    body = FACTS | {"customer": {"name": "Wang Min", "email": _address()}}
    return visitor.post_json("/api/v1/tickets/", json.dumps(body), token)


def _solved() -> str:
    """A puzzle of ours with its answer; an easy one, for the bench's sake."""
    return answer_to(vars(get_altcha_challenge(max_number=1)))
