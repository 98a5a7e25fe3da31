"""How gunicorn serves the pages; the same in the embedded run and in the image."""

import gc
import os
from typing import Any

from servicedesk.embedded.tether import die_with_parent

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
# Threads, because a customer who sends 20 MB slowly must not hold up everyone else.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
preload_app = True
# A worker renews itself now and then, not all at the same moment.
max_requests = 10_000
max_requests_jitter = 2_000
# new objects before a collection, then collections before an older generation is looked through
GARBAGE = (50_000, 20, 20)
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - heartbeats stay off disks
errorlog = "-"
control_socket_disable = True  # two clones on one machine would share it
loglevel = os.environ.get("LOG_LEVEL", "info").lower()


def when_ready(server: Any) -> None:
    """What was loaded before the workers fork is never garbage: they share it and do not look through it."""
    _say_first_words(server)
    gc.collect()
    gc.freeze()


def post_fork(_arbiter: Any, _worker: Any) -> None:
    """A worker whose master was killed must not go on holding the port.

    A page makes ten thousand objects that die with it; looked through every 700, they cost a tenth of it.
    """
    gc.set_threshold(*GARBAGE)
    die_with_parent()


def _say_first_words(server: Any) -> None:
    """A container's console shows the first account's code; the embedded run says it by itself."""
    if os.environ.get("SERVICEDESK_ENV") != "production":
        return
    from django.db import connections  # noqa: PLC0415 - Django is set up by now, not when this file is read

    from servicedesk.first_start import first_words  # noqa: PLC0415

    if words := first_words():
        server.log.warning(words)
    connections.close_all()  # a connection must not be shared with the workers
