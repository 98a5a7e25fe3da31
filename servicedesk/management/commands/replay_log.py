import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Branch, Role, User
from core.actors import Actor
from core.progress import Progress
from core.snapshots import snapshot
from servicedesk.replay.database import name_for, replay_database
from servicedesk.replay.mapping import MappingError, read_mapping
from servicedesk.replay.reading import Event, LogFileError, Malformed, read_events
from servicedesk.replay.replay import Replay
from servicedesk.replay.report import as_text, promise_lines
from sla.services.calendar_install import install_calendar
from sla.services.letters import install_letter
from sla.services.verification import verify_clocks
from tickets.models import Ticket
from tickets.services.verification import verify_log

SHIPPED = Path(__file__).resolve().parents[2] / "replay" / "mappings" / "helpdesk.toml"
# After the last event time goes on for so long, so that every promise then running is kept or missed.
AFTERWARDS = timedelta(days=7)

Rows = list[Event | Malformed]


class Command(BaseCommand):
    help = (
        "Live through the event log of another help desk (columns time,case,activity,resource) with the same "
        "services, in a database of its own, and report which promises would have been kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--policy", default="A", help="the letter in force (default: A)")
        parser.add_argument("--mapping", type=Path, default=SHIPPED, help="what the activities stand for")
        parser.add_argument(
            "--cases", type=int, default=0, help="only the first so many cases (default: all)"
        )

        parser.add_argument(
            "--verify",
            action="store_true",
            help="then prove the log and the clocks; exits 1 on a difference",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path, mapping = options["file"], options["mapping"]
        try:
            activities = read_mapping(mapping)
            rows = first_cases(list(read_events(path, known=activities)), options["cases"])
            name = name_for(path, f"{options['policy']}/{options['cases']}", mapping)
        except (MappingError, LogFileError, OSError) as error:
            raise CommandError(str(error)) from error
        with replay_database(name) as is_continued:
            if is_continued:
                self.stderr.write("An earlier replay of this file was interrupted; it goes on.")
            self._replay(rows, activities, options["policy"])
            if options["verify"] and not self._is_proved():
                sys.exit(1)

    def _replay(self, rows: Rows, activities: Any, policy: str) -> None:
        events = [row for row in rows if isinstance(row, Event)]
        if not events:
            raise CommandError("There is no event in this file that the mapping knows.")
        branch = set_up(policy, events)
        bar = Progress(len(rows), label="events", out=self.stderr)
        end = events[-1].at + AFTERWARDS
        Replay(activities, branch=branch, on_event=bar.advance, on_problem=self._say).run(rows, until=end)
        bar.close()
        self.stdout.write(as_text(promise_lines(since=events[0].at, until=end)))

    def _is_proved(self) -> bool:
        """Check the log and rebuild the clocks of all that was lived through; says what differs."""
        bar = Progress(2 * Ticket.objects.count(), label="proofs", out=self.stderr)
        found = [
            f"{finding.ticket}: {finding.what}"
            for finding in verify_log(now=timezone.now(), on_ticket=bar.advance)
        ]
        with snapshot():
            differences = verify_clocks(on_ticket=lambda _ticket, _is_clean: bar.advance())
            found += [f"{difference.ticket}: {difference.what}" for difference in differences]
        bar.close()
        for line in found:
            self.stdout.write(line)
        self.stdout.write(f"{len(found)} differences between the log and the clocks.")
        return not found

    def _say(self, row: Malformed) -> None:
        self.stderr.write(f"line {row.line}: {row.why}")


def first_cases(rows: Rows, most: int) -> Rows:
    """The rows of the first `most` cases; 0 means all. Unreadable rows always stay."""
    cases = list(dict.fromkeys(row.case for row in rows if isinstance(row, Event)))
    wanted = set(cases[:most] if most else cases)
    return [row for row in rows if isinstance(row, Malformed) or row.case in wanted]


def set_up(policy: str, events: list[Event]) -> Branch:
    """One branch with its lead and management, and the letter in force from the first event on."""
    start = events[0].at - timedelta(days=1)
    branch, is_new = Branch.objects.get_or_create(
        code="replay", defaults={"name": "Replay", "zone": "UTC", "is_default": True}
    )
    if is_new:
        branch.lead = _boss("lead", Role.LEAD, branch)
        branch.save()
        for role in (Role.DEPARTMENT_HEAD, Role.BRANCH_MANAGER, Role.MANAGEMENT):
            _boss(role.value, role, branch)
    importer = Actor.system("import")
    install_calendar(actor=importer, now=start)
    install_letter(policy, actor=importer, effective_from=start, now=start)
    return branch


def _boss(name: str, role: Role, branch: Branch) -> User:
    return User.objects.create_user(f"{name}@bosses.example", None, name=name, role=role, branch=branch)
