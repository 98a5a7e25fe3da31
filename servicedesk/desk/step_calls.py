"""The one call of a service that each step is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actors import Actor
from tickets.models import Ticket
from tickets.selectors.mentions import named_in
from tickets.services import (
    appointments,
    assignment,
    classification,
    closing,
    contacts,
    conversation,
    tasks,
    visits,
)
from tickets.services.kinds import set_kind
from tickets.services.unserved import dismiss_ticket, withdraw_ticket
from tickets.services.updates import allow_updates


@dataclass(frozen=True, slots=True)
class Call:
    """What a step hands to its service: who, on which ticket, with which cleaned data, when (aware UTC)."""

    actor: Actor
    ticket: Ticket
    data: Mapping[str, Any]
    now: datetime

    @property
    def base(self) -> dict[str, Any]:
        return {"actor": self.actor, "ticket_id": self.ticket.pk, "now": self.now}

    @property
    def written(self) -> dict[str, Any]:
        return {**self.base, "text": self.data["text"], "files": self.data["attachments"]}


def reply(call: Call) -> Ticket:
    return conversation.send_reply(**call.written, is_progress=call.data["is_progress"])


def update(call: Call) -> Ticket:
    return conversation.send_reply(**call.written, is_progress=True)


def solution(call: Call) -> Ticket:
    return conversation.give_initial_fix(**call.written)


def plan(call: Call) -> Ticket:
    return conversation.send_plan(**call.written, completes_at=call.data["completes_at"])


def question(call: Call) -> Ticket:
    return conversation.ask_customer(**call.written)


def note(call: Call) -> Ticket:
    chosen = {int(pk) for pk in call.data["chosen"].split(",") if pk.isdecimal()}
    mentions = named_in(call.data["text"], chosen=chosen)
    return conversation.write_note(**call.written, mentions=mentions)


def contact(call: Call) -> Ticket:
    facts = ("channel", "direction", "reached", "two_way", "need_confirmed", "priority_confirmed")
    logged = contacts.ContactFacts(
        **{fact: call.data[fact] for fact in facts},
        priority=call.data["priority"] or None,
        summary=call.data["text"],
    )
    return contacts.log_contact(
        **call.base, contact=logged, happened_at=call.data["happened_at"], reason=call.data["reason"]
    )


def ask_department(call: Call) -> Ticket:
    data = call.data
    wish = tasks.TaskWish(data["department"], data["owner"].pk, data["what"], data["text"], data["due_at"])
    return tasks.ask_department(**call.base, wish=wish).ticket


def plan_visit(call: Call) -> Ticket:
    return visits.plan_visit(**call.base, wish=wish_of(call.data)).ticket


def wish_of(data: Mapping[str, Any]) -> visits.VisitWish:
    facts = ("mode", "where", "window_from", "window_until", "words", "channel", "note")
    return visits.VisitWish(engineer_id=data["owner"].pk, **{fact: data[fact] for fact in facts})


def resolve(call: Call) -> Ticket:
    given = {name: call.data[name] for name in ("text", "summary", "over_tasks")}
    return closing.resolve_ticket(**call.base, **given)


def summary(call: Call) -> Ticket:
    return closing.file_summary(**call.base, summary=call.data["summary"])


def confirm(call: Call) -> Ticket:
    score = call.data["score"]
    return closing.confirm_solved(
        **call.base,
        score=int(score) if score else None,
        comment=call.data["text"],
        channel=call.data["channel"],
    )


def reopen(call: Call) -> Ticket:
    return closing.reopen_ticket(**call.base, text=call.data["text"])


def close(call: Call) -> Ticket:
    return closing.close_by_timeout(**call.base)


def withdraw(call: Call) -> Ticket:
    return withdraw_ticket(**call.base, text=call.data["text"])


def dismiss(call: Call) -> Ticket:
    return dismiss_ticket(**call.base, text=call.data["text"])


def priority(call: Call) -> Ticket:
    return classification.set_priority(**call.base, priority=call.data["priority"])


def kind(call: Call) -> Ticket:
    return set_kind(**call.base, kind=call.data["kind"])


def cancel_appointment(call: Call) -> Ticket:
    return appointments.cancel_appointment(**call.base, text=call.data["text"])


def complexity(call: Call) -> Ticket:
    return classification.set_complexity(
        **call.base, complexity=call.data["complexity"], reason=call.data["reason"]
    )


def owner(call: Call) -> Ticket:
    return assignment.assign_ticket(**call.base, owner_id=call.data["owner"].pk, note=call.data["note"])


def updates(call: Call) -> Ticket:
    return allow_updates(**call.base, by_itself=call.data["by_itself"])
