"""The ticket page as one context for page and fragments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from core.actors import Actor
from notifications.kinds import DELIVERED, Audience, MessageState
from notifications.models import Message
from notifications.selectors import messages_of
from servicedesk.desk.editor import editor_of, side_forms
from servicedesk.desk.navigation import navigation
from servicedesk.desk.queue_page import next_of
from servicedesk.desk.requests import DeskRequest
from servicedesk.desk.timeline import EVERYTHING, LOG, SHOWS, line_of, shown, tabs_of
from servicedesk.task_lines import lines_of
from sla.policies import may_move
from sla.selectors.explain import Step as Reason
from sla.selectors.explain import explained_promises
from sla.selectors.newer import has_newer_terms
from sla.selectors.promises import PromiseView
from tickets.models import Ticket
from tickets.policies import policy
from tickets.required import LABELS, missing_facts
from tickets.selectors.merged import survivor_of
from tickets.selectors.related import links_of, watchers_of
from tickets.selectors.tasks import tasks_of
from tickets.selectors.timeline import whole_story
from tickets.selectors.visits import visits_of
from tickets.services.unmerging import undoable_until
from tickets.states import Step, is_possible
from tickets.tracking import token_for


def version_of(ticket: Ticket, now: datetime) -> str:
    """Changes with every log entry, and once a minute for the lines to move on."""
    return f"{ticket.last_number}-{now:%H%M}"


def ticket_page(
    request: DeskRequest,
    ticket: Ticket,
    *,
    now: datetime,
    tab: str = "",
    show: str = "",
    form: forms.Form | None = None,
    typed: Mapping[str, forms.Form] | None = None,
) -> dict[str, Any]:
    """Everything the page shows, in a number of queries that does not depend on the length of the log."""
    lines = [line_of(entry, ticket) for entry in whole_story(ticket, audience="staff")]
    explained = explained_promises(ticket, now=now)
    promises = [promise for promise, _why in explained]
    tasks = lines_of(tasks_of(ticket), now=now)
    editor = editor_of(request.actor, ticket, promises, now=now, key=tab, form=form)
    show = show if show in SHOWS else EVERYTHING
    return {
        "ticket": ticket,
        "survivor": survivor_of(ticket) if ticket.merged_into_id else None,
        "nav": navigation(request, now=now),
        "now": now,
        "version": version_of(ticket, now),
        "show": show,
        "is_log": show == LOG,
        "shows": tabs_of(lines, show),
        "lines": shown(lines, show),
        "promises": _acknowledgeable(explained),
        "rails": promises,
        "next": next_of(promises),
        "outbox": _outbox(ticket),
        "editor": editor,
        "sides": side_forms(request.actor, ticket, promises, typed or {}, now=now),
        "tasks": tasks,
        "has_open_tasks": any(line.task.is_open for line in tasks),
        "may_ask": any(step.key == "task" for step in editor.steps),
        "visits": visits_of(ticket),
        "may_plan": any(step.key == "visit" for step in editor.steps),
        "tracking_token": token_for(ticket),
        "links": links_of(ticket, actor=request.actor),
        "watchers": watchers_of(ticket),
        **_ways_on(request.actor, ticket, now),
    }


def _ways_on(actor: Actor, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What pages of their own offer the reader."""
    return {
        "has_newer_terms": may_move(actor) and has_newer_terms(ticket.pk),
        "missing": [LABELS[fact] for fact in missing_facts(ticket)] if ticket.closed_at is None else [],
        "may_look_for_alike": ticket.closed_at is None and not ticket.is_complaint,
        "may_complain": policy.allows(actor, "complain", ticket),
        "may_hand_over": policy.allows(actor, "hand_over", ticket),
        "may_erase": policy.allows(actor, "erase", ticket),
        "may_merge": is_possible(Step.MERGE, ticket) and policy.allows(actor, "merge", ticket),
        "undoable_until": undoable_until(actor, ticket, now),
    }


def _outbox(ticket: Ticket) -> dict[str, list[Message]]:
    """All messages about the ticket: what the customer still waits for and what failed, then the rest."""
    found = messages_of(ticket)
    waits = [message for message in found if _needs_an_eye(message)]
    return {"open": waits, "rest": [message for message in found if message not in waits]}


def _needs_an_eye(message: Message) -> bool:
    if message.audience == Audience.CUSTOMER:
        return message.state not in DELIVERED
    return message.state == MessageState.FAILED


def _acknowledgeable(explained: Sequence[tuple[PromiseView, list[Reason]]]) -> list[dict[str, Any]]:
    """Each promise with the steps of its deadline and whether somebody may still say "I am on it"."""
    return [
        {
            "promise": promise,
            "steps": steps,
            "may_acknowledge": promise.tone == "risk" and promise.acknowledged_at is None,
        }
        for promise, steps in explained
    ]
