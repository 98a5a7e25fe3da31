from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection
from django.utils import timezone

from accounts.models import Branch
from accounts.zones import known_zones
from servicedesk import health
from sla.selectors.calendars import calendars_of_other_zone_data, newest_versions
from sla.zone_data import zone_data_version

REMEDIES = {
    "database": "start PostgreSQL, or correct DATABASE_URL",
    "migrations": "run manage.py migrate",
    "broker": "start Redis or Valkey, or correct REDIS_URL",
    "sweep": "start beat and the worker of the queue clocks",
    "chinese": "make the database anew with LC_CTYPE C.UTF-8: its text search ignores Chinese",
    "zones": "install tzdata, then run manage.py republish_calendars and move the running clocks",
    "mail": "start the mail server, or correct EMAIL_URL",
    "files": "make MEDIA_ROOT a folder this process can write to",
}


class Command(BaseCommand):
    help = "Looks at everything the desk needs and says what to do about what is not well."

    def add_arguments(self, parser: CommandParser) -> None:
        # The empty list is what argparse compares when nothing is named.
        parser.add_argument("only", nargs="*", choices=[*REMEDIES, []], help="look at these only")

    def handle(self, *, only: list[str], **_: Any) -> None:
        """CommandError when anything is not well."""
        checks: dict[str, Callable[[], str]] = {
            "database": health.check_database,
            "migrations": health.check_migrations,
            "broker": health.check_broker,
            "sweep": lambda: health.check_sweep(timezone.now()),
            "chinese": check_chinese,
            "zones": check_zones,
            "mail": check_mail,
            "files": check_files,
        }
        answers = {name: check() for name, check in checks.items() if not only or name in only}
        for name, answer in answers.items():
            self.stdout.write(f"{name:<12}{answer}{'' if is_well(answer) else f': {REMEDIES[name]}'}")
        if not all(map(is_well, answers.values())):
            raise CommandError("Not everything is well.")


def is_well(answer: str) -> bool:
    """After "ok" there may be what was found."""
    return answer.partition(",")[0] == "ok"


def check_zones() -> str:
    """Whether every zone in use is known, and the calendars were made with the edition that counts now."""
    try:
        used = {
            *Branch.objects.values_list("zone", flat=True),
            *newest_versions().values_list("zone", flat=True),
        }
        older = {version.zone_data or "?" for version in calendars_of_other_zone_data()}
    except Error:
        return "unknown"
    if strange := sorted(used - known_zones()):
        return f"no such zone {', '.join(strange)}"
    edition = zone_data_version()
    return f"calendars made with {', '.join(sorted(older))}, not {edition}" if older else f"ok, {edition}"


def check_chinese() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(array_length(show_trgm('空调'), 1), 0)")
            return "ok" if cursor.fetchone()[0] else "not searchable"
    except Error:
        return "unknown"


def check_mail() -> str:
    """Opens and closes a session with the mail server; sends nothing."""
    server = get_connection(fail_silently=False)
    try:
        server.open()
        server.close()
    except OSError:
        return "unreachable"
    return "ok"


def check_files() -> str:
    probe = settings.MEDIA_ROOT / ".doctor"
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return "not writable"
    return "ok"
