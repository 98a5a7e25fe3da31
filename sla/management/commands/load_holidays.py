from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import Actor
from core.errors import DomainError
from sla.models import Calendar
from sla.selectors.calendars import current_version, default_calendar
from sla.services.holidays import load_holidays

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Command(BaseCommand):
    help = "Load the statutory holidays of a country and year, with make-up days, as a new calendar version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", help="code of ISO 3166, for instance CN, JP or DE")
        parser.add_argument("year", type=int)
        parser.add_argument("--region", default="", help="region of the country, for instance BY for Bavaria")
        parser.add_argument("--calendar", metavar="CODE", help="which calendar (default: the default one)")
        parser.add_argument(
            "--hours-of", choices=DAYS, default="monday", help="whose weekly hours make-up days have"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        calendar = _calendar(options["calendar"])
        before = current_version(calendar.pk)
        try:
            version = load_holidays(
                actor=Actor.system("installation"),
                calendar_id=calendar.pk,
                country=options["country"],
                year=options["year"],
                region=options["region"],
                weekday=DAYS.index(options["hours_of"]),
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(error.text) from error
        if before is not None and version.pk == before.pk:
            self.stdout.write(f"{calendar.code}: version {version.number} has these holidays already.")
            return
        self.stdout.write(
            f"{calendar.code}: version {version.number} is published. Running clocks keep theirs until a "
            "manager applies it."
        )


def _calendar(code: str | None) -> Calendar:
    calendar = Calendar.objects.filter(code=code).first() if code else default_calendar()
    if calendar is None:
        known = ", ".join(Calendar.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(
            f"There is no such calendar. These exist: {known or 'none, run install_calendar first'}."
        )
    return calendar
