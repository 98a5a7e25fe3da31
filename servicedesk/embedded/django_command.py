"""Every other management command, in plain words where it cannot start."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main(_arguments: list[str]) -> int:
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        print(problem, file=sys.stderr)
        return 1
    except OperationalError as problem:
        if problem.__cause__ is None or "connection to server" not in str(problem):
            raise
        reason = str(problem).splitlines()[0]
        print(
            f"The database does not answer ({reason}): start it, on this machine with manage.py up in "
            "another terminal, or correct DATABASE_URL.",
            file=sys.stderr,
        )
        return 1
    return 0
