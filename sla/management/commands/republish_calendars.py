from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import Actor
from core.errors import DomainError
from sla.services.calendars import republish_for_zone_data


class Command(BaseCommand):
    help = (
        "After an update of the time-zone database: make a new version of every calendar that was made with "
        "the one before. Running clocks keep theirs until a manager applies the new one."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            made = republish_for_zone_data(actor=Actor.system("installation"), now=timezone.now())
        except DomainError as error:
            raise CommandError(error.text) from error
        for version in made:
            self.stdout.write(f"{version.calendar.code}: version {version.number}, {version.reason}")
        if not made:
            self.stdout.write("Every calendar was made with this machine's time-zone database.")
