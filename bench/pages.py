"""The queue and a long ticket, fetched over HTTP by one signed-in agent."""

import cProfile
import itertools
import pstats
import statistics
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from bench.template import SYSTEM, request_of
from bench.web import Web
from core.actors import Actor
from tickets.models import Ticket
from tickets.services.conversation import customer_writes, send_reply, write_note
from tickets.services.registration import register_ticket

ENTRIES = 60
SHOWN = 40
OK = 200


def open_long_ticket() -> Ticket:
    """A request about which much was said: a log of `ENTRIES` entries or a few more."""
    ticket = register_ticket(actor=SYSTEM, request=request_of("long@riverside.example"), now=timezone.now())
    customer = Actor.customer(ticket.customer_id, ticket.customer.name)
    said: list[tuple[Callable[..., object], Actor]] = [
        (send_reply, SYSTEM),
        (write_note, SYSTEM),
        (customer_writes, customer),
    ]
    for say, actor in itertools.cycle(said):
        say(actor=actor, ticket_id=ticket.pk, text="It still stops after an hour.", now=timezone.now())
        ticket.refresh_from_db()
        if ticket.last_number >= ENTRIES:
            break
    return ticket


def measure_pages(web: Web, ticket: Ticket, given: Namespace) -> dict[str, Any]:
    """Milliseconds and queries of the queue (25 rows, next deadline first) and of the ticket."""
    agent = User.objects.filter(role=Role.LEAD, branch=ticket.branch_id).get()
    client = Client()
    client.force_login(agent)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    paths = {"queue": "/desk/?size=25", "ticket": f"/desk/tickets/{ticket.number}/"}
    return {name: _measure(web, cookie, client, path, given) for name, path in paths.items()}


def _measure(web: Web, cookie: str, client: Client, path: str, given: Namespace) -> dict[str, Any]:
    visitor = web.visitor()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = cookie
    took = []
    for _ in range(given.views + 5):
        began = time.perf_counter()
        status, content = visitor.get(path)
        took.append((time.perf_counter() - began) * 1000)
        if status != OK:
            raise SystemExit(f"{path} answered {status}.")
    took = took[5:]
    client.get(path)
    with CaptureQueriesContext(connection) as queries, cProfile.Profile() as profiler:
        client.get(path)
    if given.profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(SHOWN)
    return {
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "queries": len(queries),
        "kilobytes": round(len(content) / 1000),
    }
