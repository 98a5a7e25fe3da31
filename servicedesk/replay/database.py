"""A database for one replay, beside the real one: a replay never mixes with real tickets."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
from django.core.management import call_command
from django.db import OperationalError, connection
from psycopg2 import sql

from servicedesk.embedded.throwaway import throwaway_pair


@contextmanager
def replay_database(name: str) -> Iterator[bool]:
    """Point every query at the database `name`: made where it is missing, dropped when all is done.

    It stays when the replay is interrupted, so that the same command goes on where it stopped. Without a
    running server a throw-away one is started. Yields whether an earlier replay is being continued.
    """
    try:
        connection.ensure_connection()
    except OperationalError:
        with throwaway_pair() as pair:
            connection.settings_dict |= dj_database_url.parse(pair.database_url)
            with _beside(name) as is_continued:
                yield is_continued
    else:
        with _beside(name) as is_continued:
            yield is_continued


def name_for(path: Path, policy: str, mapping: Path) -> str:
    """One database per file, policy and mapping."""
    digest = hashlib.sha256(policy.encode())
    for part in (path, mapping):
        digest.update(part.read_bytes())
    return f"replay_{digest.hexdigest()[:16]}"


@contextmanager
def _beside(name: str) -> Iterator[bool]:
    home = connection.settings_dict["NAME"]
    is_continued = _exists(name)
    if not is_continued:
        _run("CREATE DATABASE {}", name)
    _switch_to(name)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield is_continued
    except BaseException:
        _switch_to(home)
        raise
    _switch_to(home)
    _run("DROP DATABASE {}", name)


def _switch_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _run(statement: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
