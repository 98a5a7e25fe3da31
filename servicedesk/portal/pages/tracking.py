"""What the tracking page shows: where things stand, what was promised, what happened, what can be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from accounts.selectors.branches import phone_of
from servicedesk.portal.forms.answers import SCORES, RateForm, SolvedForm, WithdrawForm, WriteForm
from servicedesk.portal.forms.fields import upload_limits
from servicedesk.portal.pages.owner import owner_promise
from servicedesk.portal.pages.problems import problems_of
from servicedesk.portal.pages.promises import next_promise, promise_cards
from servicedesk.portal.pages.sentence import sentence_now, steps_ahead
from servicedesk.portal.pages.story import quote_of, story_of
from sla.models import CommitmentVersion
from tickets.choices import Standing
from tickets.models import Ticket
from tickets.selectors.merged import survivor_of
from tickets.selectors.summaries import summary_of
from tickets.selectors.visits import visits_for_customer
from tickets.states import Step, is_possible
from tickets.tracking import token_for


def version_of(ticket: Ticket, now: datetime) -> str:
    """Changes when anything was logged, and every minute, because the lines move with the time."""
    return f"{ticket.last_number}.{int(now.timestamp()) // 60}"


def live_parts(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Everything that changes by itself while the page is open."""
    cards = promise_cards(ticket, now)
    upcoming = next_promise(cards)
    story = story_of(ticket)
    return {
        "ticket": ticket,
        "token": token_for(ticket),
        "survivor_token": token_for(survivor_of(ticket)) if ticket.merged_into_id else "",
        "now": now,
        "version": version_of(ticket, now),
        "letter": letter_of(ticket),
        "says": sentence_now(ticket, upcoming, now),
        "upcoming": upcoming,
        "cards": cards,
        "rails": [card.promise for card in cards],
        "owner_promise": owner_promise(ticket, now),
        "steps": steps_ahead(ticket),
        "visits": visits_for_customer(ticket),
        "story": story,
        "quote": quote_of(ticket, story),
        "summary": summary_of(ticket),
        "phone": phone_of(ticket.branch),
    }


def tracking_page(
    ticket: Ticket, now: datetime, given: Mapping[str, forms.Form] | None = None
) -> dict[str, Any]:
    """The whole page; `given` holds the form that was sent and could not be accepted, by its name."""
    context = live_parts(ticket, now) | answers_possible(ticket)
    shown = context["forms"] | dict(given or {})
    problems = [problem for form in shown.values() for problem in problems_of(form)]
    return context | {"forms": shown, "problems": problems}


def answers_possible(ticket: Ticket) -> dict[str, Any]:
    """The forms, still empty, and which of them the present state offers; a merged one only takes words."""
    is_over = is_possible(Step.NOT_SOLVED, ticket) and ticket.merged_into_id is None
    is_confirmed = is_over and ticket.standing is not Standing.RESOLVED
    return {
        "forms": {
            "write": WriteForm(),
            "solved": SolvedForm(),
            "rate": RateForm(),
            "withdraw": WithdrawForm(),
        },
        "asks": ticket.standing is Standing.RESOLVED,
        "may_confirm": is_possible(Step.CONFIRM_EARLY, ticket),
        "may_complain": not ticket.is_complaint,
        "may_withdraw": is_possible(Step.WITHDRAW, ticket),
        "may_reopen": is_confirmed,
        "may_rate": is_confirmed and ticket.rating is None,
        "scores": SCORES,
        "limits": upload_limits(),
    }


def letter_of(ticket: Ticket) -> CommitmentVersion | None:
    """The version that binds us for this request; None when nothing was in force."""
    binding = getattr(ticket, "binding", None)
    return binding.version if binding else None
