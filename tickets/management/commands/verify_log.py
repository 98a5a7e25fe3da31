import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.progress import Progress
from tickets.models import Ticket
from tickets.services.verification import verify_log


class Command(BaseCommand):
    help = "Check every service log against its chain and the daily roots; exits 1 naming each difference."

    def handle(self, *_args: Any, **_options: Any) -> None:
        bar = Progress(Ticket.objects.count(), label="tickets", out=self.stderr)
        findings = 0
        for finding in verify_log(on_ticket=bar.advance):
            findings += 1
            place = f"{finding.ticket} no. {finding.entry}" if finding.ticket else "root"
            self.stdout.write(f"{place}: {finding.what}")
        bar.close()
        if findings:
            self.stdout.write(f"{findings} differences found.")
            sys.exit(1)
        self.stdout.write("No difference: every entry is as it was written.")
