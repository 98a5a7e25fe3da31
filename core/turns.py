"""Acts that must not happen side by side although they share no row to lock."""

from django.db import connection


def wait_for_turn(what: str) -> None:
    """Until this transaction ends nobody else has a turn at `what`; to be called within one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
