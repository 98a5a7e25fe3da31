"""The ticket page as one context for page and fragments."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from core.actors import Actor
from notifications.kinds import DELIVERED, Audience, MessageState
from notifications.models import Message
from notifications.selectors import messages_of, visits_to_tell
from servicedesk.desk.editor import Editor, editor_of, side_forms
from servicedesk.desk.folding import folded
from servicedesk.desk.navigation import navigation
from servicedesk.desk.presence import others_at
from servicedesk.desk.requests import DeskRequest
from servicedesk.desk.timeline import EVERYTHING, LOG, SHOWS, shown, tabs_of, told_lines
from servicedesk.desk.whence import links, queue_of, way_back
from servicedesk.task_lines import Line as TaskLine
from servicedesk.task_lines import lines_of
from sla.policies import may_move
from sla.selectors.explain import Step as Reason
from sla.selectors.explain import explained_promises
from sla.selectors.newer import has_newer_terms
from sla.selectors.promises import PromiseView
from tickets.choices import State
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.policies import policy
from tickets.required import LABELS, missing_facts
from tickets.selectors.drafts import drafts_of
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
    text: str = "",
) -> dict[str, Any]:
    """Everything the page shows, in a number of queries that does not depend on the length of the log."""
    story = whole_story(ticket, audience="staff")
    explained = explained_promises(ticket, now=now)
    promises = [promise for promise, _why in explained]
    happened = {entry.entry for entry in story}  # what never did is not asked for
    tasks = lines_of(tasks_of(ticket), now=now) if Entry.TASK_ASKED in happened else []
    lines = told_lines(ticket, story, [*promises, *(line.promise for line in tasks if line.promise)])
    drafts = drafts_of(request.actor, ticket, now=now)
    editor = editor_of(
        request.actor, ticket, promises, drafts=drafts.own, now=now, key=tab, form=form, text=text
    )
    show, outbox = show if show in SHOWS else EVERYTHING, _outbox(ticket)
    nav = navigation(request, now=now)
    return {
        "ticket": ticket,
        "survivor": survivor_of(ticket) if ticket.merged_into_id else None,
        "nav": nav,
        **way_back(request, nav),
        "now": now,
        "version": version_of(ticket, now),
        **others_at(request.user, ticket, drafts, now=now),
        "show": show,
        "is_log": show == LOG,
        "shows": tabs_of(lines, show),
        "lines": shown(lines, show),
        "story": folded(lines) if show == EVERYTHING else shown(lines, show),
        "promises": _acknowledgeable(explained),
        "rails": promises,
        "outbox": outbox,
        "to_tell": visits_to_tell(outbox["open"]),
        "editor": editor,
        "sides": side_forms(request.actor, ticket, promises, typed or {}, now=now),
        **_done_by_others(ticket, happened, editor, tasks),
        "tracking_token": token_for(ticket),
        "links": links_of(ticket, actor=request.actor),
        "watchers": watchers_of(ticket),
        **_ways_on(request.actor, ticket, now),
    }


def pulse(request: DeskRequest, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """What a poll is answered with where only those who write or look have changed; one query."""
    show = request.GET.get("show", "")
    return {
        "ticket": ticket,
        "version": version_of(ticket, now),
        **others_at(request.user, ticket, drafts_of(request.actor, ticket, now=now), now=now),
        "show": show if show in SHOWS else EVERYTHING,
        **links(queue_of(request)),
    }


def _done_by_others(
    ticket: Ticket, happened: Collection[str], editor: Editor, tasks: list[TaskLine]
) -> dict[str, Any]:
    """Departments' tasks and visits, and whether the editor offers to ask for more."""
    keys = {step.key for step in editor.steps}
    return {
        "tasks": tasks,
        "has_open_tasks": any(line.task.is_open for line in tasks),
        "may_ask": "task" in keys,
        "visits": visits_of(ticket) if Entry.VISIT_PLANNED in happened else [],
        "may_plan": "visit" in keys,
    }


def _ways_on(actor: Actor, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What pages of their own offer the reader."""
    return {
        "has_newer_terms": may_move(actor) and has_newer_terms(ticket.pk),
        "missing": [LABELS[fact] for fact in missing_facts(ticket)] if ticket.closed_at is None else [],
        "may_look_for_alike": ticket.closed_at is None and not ticket.is_complaint,
        "may_move": policy.allows(actor, "move", ticket) and ticket.state != State.CLOSED,
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
