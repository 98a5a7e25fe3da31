import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from servicedesk.demo.seeding import seed, sign_ins


class Command(BaseCommand):
    help = (
        "Make the small demo organisation where there is none, and print how to sign in, as JSON. "
        "The passwords and the token are new each time; a database with other people is left alone."
    )

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        seed(now=now)
        self.stdout.write(json.dumps(sign_ins(now=now), indent=1, ensure_ascii=False))
