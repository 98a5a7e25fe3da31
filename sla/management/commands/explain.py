from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.actors import Actor
from core.columns import aligned
from core.errors import NotFound
from core.instants import dated_instant, zone_name
from core.moments import to_second
from core.promise_words import line_words
from core.punctuation import comma
from core.rail import rail_of
from core.rail_text import legend, text_line
from core.spans import hours_span, long_span
from sla.selectors.explain import Step, explained_promises
from sla.selectors.promises import PromiseView
from tickets.models import Ticket
from tickets.promises import Metric
from tickets.selectors.tickets import get_ticket

INDENT = "  "


class Command(BaseCommand):
    help = "Explain each deadline of a ticket: start, every stretch counted or left out, what is due and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the ticket's number")
        parser.add_argument("--clock", metavar="METRIC", choices=Metric.values, help="only this promise")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", default="en", help=f"one of {', '.join(languages)}")
        parser.add_argument("--zone", help="times in this zone, not in the branch's")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = to_second(timezone.now())
        ticket = _ticket(options["number"])
        with ExitStack() as reader:
            reader.enter_context(translation.override(_language(options["language"])))
            reader.enter_context(timezone.override(_zone(options["zone"] or ticket.branch.zone)))
            for line in _report(ticket, options["clock"], now):
                self.stdout.write(line)


def _ticket(number: str) -> Ticket:
    try:
        return get_ticket(actor=Actor.system("command"), number=number.strip())
    except NotFound as error:
        raise CommandError(
            f"There is no ticket {number!r}. Numbers look like the ones in the queue."
        ) from error


def _language(code: str) -> str:
    known = [known for known, _name in settings.LANGUAGES]
    if code.lower() not in known:
        raise CommandError(f"There is no language {code!r}; choose one of {', '.join(known)}.")
    return code.lower()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"There is no time zone {name!r}; names look like Asia/Shanghai.") from error


def _report(ticket: Ticket, metric: str | None, now: datetime) -> Iterator[str]:
    explained = [each for each in explained_promises(ticket, now=now) if metric in {None, each[0].metric}]
    if not explained:
        raise CommandError(_no_promise(ticket, metric))
    yield comma().join((ticket.number, ticket.title, dated_instant(now, now), zone_name(now)))
    for view, steps in explained:
        yield ""
        yield from _promise(view, steps, now)
    yield ""
    yield legend()


def _no_promise(ticket: Ticket, metric: str | None) -> str:
    if metric is None:
        return f"Ticket {ticket.number} has no promises: no commitment was in force for it."
    return f"Ticket {ticket.number} has no promise {metric!r}."


def _promise(view: PromiseView, steps: Sequence[Step], now: datetime) -> Iterator[str]:
    cycle = _("cycle %(cycle)s") % {"cycle": view.cycle}
    title = f"{view.title} ({cycle})" if view.cycle > 1 else str(view.title)
    yield line_words(view, title, "customer")
    yield from (INDENT + line for line in aligned([_row(step, now) for step in steps]))
    yield from (INDENT + line for line in text_line(rail_of(view)) if line)


def _row(step: Step, now: datetime) -> tuple[str, str, str, str]:
    """What, how long, until or at when, and what is to be said about it."""
    span = hours_span if step.counts else long_span
    long = span(step.seconds) if step.seconds is not None and step.is_stretch else ""
    at = dated_instant(step.at, now) if step.at else ""
    return str(step.label), long, at, str(step.detail)
