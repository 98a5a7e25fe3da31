"""The web server of the house, as `manage.py up` starts it, and a client that holds its connection."""

import http.client
import secrets
import socket
import sys
import time
import urllib.parse
from dataclasses import dataclass, field

from bench.house import House
from servicedesk.embedded.processes import clean_environment
from servicedesk.embedded.supervisor import Part

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Web:
    """Where the pages are served."""

    port: int

    def visitor(self) -> "Visitor":
        return Visitor(self.port)


def start_web(house: House) -> Web:
    """Gunicorn on a port of its own; raises TimeoutError when it does not answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:servicedesk.gunicorn_conf", "servicedesk.wsgi"]
    environment = clean_environment() | {"WEB_BIND": f"127.0.0.1:{port}"}
    house.supervisor.add_part(Part("web", command, house.folder / "web.log", environment))
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            Visitor(port).get("/livez")
        except OSError:
            time.sleep(0.2)
        else:
            return Web(port)
    raise TimeoutError(f"No answer on port {port}: see {house.folder / 'web.log'}.")


@dataclass
class Visitor:
    """Keeps its connection and its cookies, follows nothing."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> int:
        """Send a form; answers the status."""
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})[0]

    def post_json(self, path: str, body: str, token: str) -> int:
        """Send what another system would; answers the status."""
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": secrets.token_hex(12),
        }
        return self._send("POST", path, body, headers)[0]

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
        response = self.connection.getresponse()
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        content = response.read()
        if response.will_close:
            self.connection = None
        return response.status, content
