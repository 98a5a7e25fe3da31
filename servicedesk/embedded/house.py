"""What one embedded run consists of, in the order it is put up."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from servicedesk.embedded import layout
from servicedesk.embedded.health_wait import wait_until_well
from servicedesk.embedded.messages import compile_messages
from servicedesk.embedded.parts import parts
from servicedesk.embedded.ports import listen, port_of
from servicedesk.embedded.postgres import postgres_in
from servicedesk.embedded.problems import StartError
from servicedesk.embedded.processes import PATIENCE_SECONDS, clean_environment, last_words
from servicedesk.embedded.supervisor import Supervisor
from servicedesk.embedded.valkey import Valkey
from servicedesk.embedded.var_lock import lock_var
from servicedesk.embedded.welcome import welcome

NOBODY = "{}"  # the sign-ins of a house without the demo organisation


class House:
    """Servers, parts and their addresses. `start` raises StartError; `stop` may be called at any time."""

    def __init__(self, *, port: int | None, is_empty: bool = False) -> None:
        self.port = port
        self.is_empty = is_empty
        self.var = layout.VAR_DIR
        self.began = time.monotonic()
        self.supervisor: Supervisor | None = None
        self.sockets: dict[str, socket.socket] = {}

    def start(self) -> None:
        self.say("Service desk: starting ...")
        layout.make_private(self.var)
        lock = lock_var(self.var)
        self.logs = layout.make_private(self.var / "logs")
        self.supervisor = Supervisor(lock, self.say)
        layout.embedded_secrets(self.var)
        compile_messages()
        self._open_sockets()
        facts = self._start_servers(self.supervisor) | self._addresses()
        layout.write_private(self.var / "runtime.json", json.dumps(facts, indent=1))
        self._prepare_database()
        for part in parts(self._environment(), self.sockets, self.var):
            self.supervisor.add_part(part)
        wait_until_well(facts["base_url_local"], self.supervisor, self.logs)
        self.step("web, workers, beat and mail catcher are well")
        print(welcome(facts, self.var, self._manage("opening_code").strip()), flush=True)

    def look_after(self) -> None:
        if self.supervisor:
            self.supervisor.look_after()

    def stop(self, patience: float = PATIENCE_SECONDS) -> None:
        if self.supervisor:
            self.supervisor.stop(patience)
            with suppress(FileNotFoundError):
                (self.var / "runtime.json").unlink()

    def _open_sockets(self) -> None:
        fixed = self.port is not None
        self.sockets["web"] = listen(self.port or 8000, name="the desk", is_fixed=fixed)
        self.sockets["mail"] = listen(8025, name="the mail catcher")

    def _start_servers(self, supervisor: Supervisor) -> dict[str, str]:
        """Their addresses: the embedded ones, or those the environment names."""
        folder = layout.private_socket_folder(self.var)
        facts = {
            "database_url": os.environ.get("DATABASE_URL", ""),
            "redis_url": os.environ.get("REDIS_URL", ""),
        }
        if not facts["redis_url"]:
            valkey = Valkey(
                self.var / "valkey", folder / "valkey.sock", self.logs / "valkey.log", is_durable=True
            )
            supervisor.add_server("Valkey", valkey)
            facts["redis_url"] = valkey.url
            self.step("Valkey answers")
        if not facts["database_url"]:
            postgres = postgres_in(self.var, folder / "pg", self.logs / "postgres.log", is_durable=True)
            supervisor.add_server("PostgreSQL", postgres)
            postgres.ensure_database("servicedesk")
            facts["database_url"] = postgres.url("servicedesk")
            self.step(f"PostgreSQL {postgres.major} answers")
        return facts

    def _addresses(self) -> dict[str, str]:
        local = f"http://127.0.0.1:{port_of(self.sockets['web'])}"
        return {
            "base_url": os.environ.get("BASE_URL", local),
            "base_url_local": local,
            "email_url": os.environ.get("EMAIL_URL", f"smtp://127.0.0.1:{port_of(self.sockets['mail'])}"),
            "supervisor": str(os.getpid()),
        }

    def _prepare_database(self) -> None:
        self._manage("migrate", "--no-input", "-v", "0")
        self.step("the database is up to date")
        sign_ins = self.var / "demo.json"
        if self.is_empty:
            self._keep_empty(sign_ins)
        elif not sign_ins.exists():
            said = self._manage("seed_demo")
            if not sign_ins.exists():
                layout.write_private(sign_ins, said)
            self.step("a small demo organisation is there")

    def _keep_empty(self, sign_ins: Path) -> None:
        """Nobody of the demo, now and at later starts; raises StartError where they are there already."""
        if sign_ins.exists() and sign_ins.read_text(encoding="utf-8") != NOBODY:
            raise StartError(
                f"The demo organisation is in {self.var} already: name another folder in SERVICEDESK_VAR."
            )
        layout.write_private(sign_ins, NOBODY)

    def _manage(self, *command: str) -> str:
        """Run another management command; returns what it printed."""
        log = self.logs / f"{command[0]}.log"
        with log.open("wb") as errors:
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=layout.BASE_DIR,
                env=self._environment(),
                check=False,
            )
        if done.returncode:
            raise StartError(f"The step {command[0]!r} failed ({last_words(log)}): all it said is in {log}.")
        return done.stdout.decode()

    def _environment(self) -> dict[str, str]:
        return clean_environment() | {
            "SERVICEDESK_ENV": "embedded",
            "C_FORCE_ROOT": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def say(self, text: str) -> None:
        print(text, flush=True)

    def step(self, text: str) -> None:
        self.say(f"  {time.monotonic() - self.began:5.1f} s  {text}")
