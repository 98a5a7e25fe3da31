import json
import sys
from argparse import ArgumentParser
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from servicedesk.demo.story.acts import Stage, keep_a_promise, miss_a_promise, timeline
from servicedesk.demo.story.visitor import ApiClient, StoryError, Visitor
from servicedesk.embedded import layout


class Command(BaseCommand):
    help = (
        "Against a running `up`, over HTTP and SMTP like its users: let one promise of a few seconds be "
        "missed, keep the next, show what followed. Exits 1 when anything expected did not happen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.BASE_URL, help="where the desk runs")

    def handle(self, *_args: Any, **options: Any) -> None:
        url, people = options["url"].rstrip("/"), sign_ins()
        agent, lead = Visitor(url), Visitor(url)
        stage = Stage(Visitor(url), agent, lead, ApiClient(url, people["api_token"]), self.stdout.write)
        try:
            agent.sign_in(people["agent"]["email"], people["agent"]["password"])
            lead.sign_in(people["lead"]["email"], people["lead"]["password"])
            numbers = [miss_a_promise(stage, people["lead"]["email"]), keep_a_promise(stage)]
            for number in numbers:
                self.stdout.write("\n".join(["", f"{number}, its service log:", *timeline(stage, number)]))
        except (StoryError, requests.RequestException) as error:
            self.stdout.write(f"The story broke off. {error}")
            sys.exit(1)
        longest = max(stage.lags, default=0)
        self.stdout.write(f"\nAll as expected. Longest time from due to noticed: {longest} s.")


def sign_ins() -> dict[str, Any]:
    """What the first start of `up` wrote down."""
    try:
        people: dict[str, Any] = json.loads((layout.VAR_DIR / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(
            "Start `python3 manage.py up` first; its demo organisation plays this story."
        ) from error
    if "agent" not in people:
        raise CommandError("This installation has no demo organisation, which plays this story.")
    return people
