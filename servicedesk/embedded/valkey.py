"""A Valkey of our own on a unix socket, everything it was told written to disk."""

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from redis import Redis, RedisError

from servicedesk.embedded.binaries import valkey_server
from servicedesk.embedded.processes import clean_environment, spawn, stop, wait_until


@dataclass
class Valkey:
    """One server: where its data, socket and words are."""

    data: Path
    socket: Path
    log: Path
    is_durable: bool
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, keep_open: list[int] | None = None) -> None:
        """Start it and wait until it answers. Raises StartError."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.process = spawn(
            [
                *(valkey_server(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                *("--dir", self.data, "--appendonly", "yes" if self.is_durable else "no", "--save", ""),
                *("--databases", "256", "--maxmemory-policy", "noeviction", "--loglevel", "warning"),
            ],
            log=self.log,
            env=clean_environment(),
            keep_open=keep_open or [],
        )
        wait_until(self.answers, self.process, name="Valkey", log=self.log)

    def answers(self) -> bool:
        client = Redis(unix_socket_path=str(self.socket), socket_timeout=2)
        try:
            return bool(client.ping())
        except RedisError:
            return False
        finally:
            client.close()

    def stop(self) -> None:
        if self.process:
            stop(self.process, signal.SIGTERM if self.is_durable else signal.SIGKILL)
