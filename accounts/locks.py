from django.db import connection


def lock_registry() -> None:
    """One change of the registry at a time, until the transaction ends: an import, or a page somebody saves.

    Two imports then never see half of each other, and a natural key is never given away twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.registry', 0))")
