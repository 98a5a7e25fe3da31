import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from core.progress import Progress
from tickets.services.verification import tickets_to_check, verify_log


class Command(BaseCommand):
    help = "Check every service log against its chain and the daily roots; exits 1 naming each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new",
            action="store_true",
            help="only what was written since the last check; an older entry changed since is not looked at",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        only_new = bool(options["new"])
        bar = Progress(tickets_to_check(only_new=only_new).count(), label="tickets", out=self.stderr)
        findings = 0
        for finding in verify_log(now=timezone.now(), only_new=only_new, on_ticket=bar.advance):
            findings += 1
            place = f"{finding.ticket} no. {finding.entry}" if finding.ticket else "root"
            self.stdout.write(f"{place}: {finding.what}")
        bar.close()
        if findings:
            self.stdout.write(f"{findings} differences found.")
            sys.exit(1)
        scope = "every new entry" if only_new else "every entry"
        self.stdout.write(f"No difference: {scope} is as it was written.")
