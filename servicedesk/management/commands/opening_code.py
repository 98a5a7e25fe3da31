from typing import Any

from django.core.management.base import BaseCommand

from servicedesk.first_start import first_words


class Command(BaseCommand):
    help = "Print the code that the first account is made with; nothing once there is an account."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if words := first_words():
            self.stdout.write(words)
