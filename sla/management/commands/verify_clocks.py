import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.progress import Progress
from core.snapshots import snapshot
from sla.services.verification import remember_clean, to_check, verify_clocks
from tickets.models import Ticket


class Command(BaseCommand):
    help = (
        "Rebuild every clock and every entry of the ledger from the service log, the policy and the calendar "
        "versions alone, and compare; exits 1 naming each difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new", action="store_true", help="only tickets whose log has grown since the last clean check"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        clean: list[tuple[int, int]] = []
        found = 0
        with snapshot():
            bar = Progress(to_check(only_new=options["new"]).count(), label="tickets", out=self.stderr)

            def on_ticket(ticket: Ticket, is_clean: bool) -> None:  # noqa: FBT001
                bar.advance()
                if is_clean:
                    clean.append((ticket.pk, ticket.last_number))

            for difference in verify_clocks(only_new=options["new"], on_ticket=on_ticket):
                found += 1
                self.stdout.write(f"{difference.ticket}: {difference.what}")
            bar.close()
        remember_clean(clean, now=timezone.now())
        if found:
            self.stdout.write(f"{found} differences found.")
            sys.exit(1)
        self.stdout.write(f"No difference: the clocks of {len(clean):,} tickets are what their log says.")
