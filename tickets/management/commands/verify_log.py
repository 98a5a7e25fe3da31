import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.progress import Progress
from tickets.exporting import faults_of
from tickets.services.verification import tickets_to_check, verify_log


class Command(BaseCommand):
    help = "Check every service log against its chain and the daily roots; exits 1 naming each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new",
            action="store_true",
            help="only what was written since the last check; an older entry changed since is not looked at",
        )

        parser.add_argument(
            "--export",
            metavar="FILE",
            help="check an exported log (docs/service-log-export.md) instead of the database",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["export"]:
            self._check_export(Path(options["export"]))
            return
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

    def _check_export(self, path: Path) -> None:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            faults = list(faults_of(document, key=settings.LOG_CHAIN_KEY.encode()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path} is not an exported service log: {error}") from error
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            self.stdout.write(f"{len(faults)} differences found.")
            sys.exit(1)
        self.stdout.write(f"No difference: {document['entries']} entries are as they were written.")
