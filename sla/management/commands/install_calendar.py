from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import Actor
from core.errors import DomainError
from sla.services.calendar_install import OFFICE, install_calendar


class Command(BaseCommand):
    help = "Install the working calendar that ships: office hours in China with the statutory holidays known."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            version = install_calendar(actor=Actor.system("installation"), now=timezone.now())
        except DomainError as error:
            raise CommandError(error.text) from error
        self.stdout.write(f"{OFFICE}: version {version.number} with {len(version.exceptions)} exceptions.")
