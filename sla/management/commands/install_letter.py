from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import Actor
from core.errors import DomainError
from sla.letters import LETTERS
from sla.services.letters import install_letter


class Command(BaseCommand):
    help = "Install a commitment letter that ships, signed and in force from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("letter", choices=sorted(LETTERS), help="the letter's code")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            version = install_letter(options["letter"], actor=Actor.system("installation"), now=now)
        except DomainError as error:
            raise CommandError(error.text) from error
        self.stdout.write(f"{version.number}: letter {options['letter']} is signed and in force.")
