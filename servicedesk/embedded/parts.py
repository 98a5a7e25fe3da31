"""The processes of one embedded run beside its servers."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from servicedesk.embedded.supervisor import Part

CELERY = ["celery", "-A", "servicedesk.celery"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "-l", "warning"]


def parts(env: dict[str, str], sockets: Mapping[str, socket.socket], var: Path) -> list[Part]:
    """Web, workers, beat and the mail catcher. Clocks have their own worker: mail must not delay them."""
    web, mail = sockets["web"].fileno(), sockets["mail"].fileno()

    def part(name: str, *command: str, keep_open: tuple[int, ...] = ()) -> Part:
        log = var / "logs" / f"{name}.log"
        return Part(name, [sys.executable, "-m", *command], log, env | {"WEB_BIND": f"fd://{web}"}, keep_open)

    return [
        part(
            "web", "gunicorn", "-c", "python:servicedesk.gunicorn_conf", "servicedesk.wsgi", keep_open=(web,)
        ),
        part("clocks", *WORKER, "-n", "clocks@%h", "-Q", "clocks", "-c", "1"),
        part("delivery", *WORKER, "-n", "delivery@%h", "-Q", "delivery,default", "-c", "2"),
        part("beat", *CELERY, "beat", "--pidfile=", "-l", "warning"),
        part("mail", "servicedesk.embedded.catcher.server", str(mail), str(var / "mails"), keep_open=(mail,)),
    ]
