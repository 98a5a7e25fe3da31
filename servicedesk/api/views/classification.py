"""Actions that say what the matter is, and whose."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from servicedesk.api.serializers.actions import (
    ComplexityBody,
    ComplexityRequestBody,
    DiagnosisBody,
    FactsBody,
    KindBody,
    MoveBody,
    OwnerBody,
    PriorityBody,
    UpdatesBody,
)
from servicedesk.api.serializers.merging import NothingBody
from servicedesk.api.views.action import ActionView
from tickets.services.asking import ask_for_complexity
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_complexity, set_priority
from tickets.services.diagnosis import record_diagnosis
from tickets.services.facts import complete_facts
from tickets.services.kinds import set_kind
from tickets.services.meanwhile import NEWS, news_of_facts
from tickets.services.moving import move_to_branch
from tickets.services.sender import confirm_sender
from tickets.services.updates import allow_updates


class PriorityView(ActionView):
    """Set and thereby confirm the priority (A3.2)."""

    request_body = PriorityBody
    operation = "priority"
    service = staticmethod(set_priority)


class KindView(ActionView):
    """Say which type of service it is (B1.1); promises that apply by type follow."""

    request_body = KindBody
    operation = "kind"
    service = staticmethod(set_kind)


class FactsView(ActionView):
    """Complete what was not known at first; a new serial number is looked up (A3.1, B2.2)."""

    request_body = FactsBody
    operation = "facts"
    service = staticmethod(complete_facts)

    def news(self, arguments: Mapping[str, Any]) -> Q:
        return NEWS | news_of_facts(arguments)


class SenderView(ActionView):
    """Confirm that a person sent the ticket; one that came without a proof is marked until then (A3.1)."""

    request_body = NothingBody
    operation = "sender_confirmation"
    service = staticmethod(confirm_sender)


class ComplexityView(ActionView):
    """Classify the ticket (A2.2); decides which promises apply."""

    request_body = ComplexityBody
    operation = "complexity"
    service = staticmethod(set_complexity)


class ComplexityRequestView(ActionView):
    """Ask a lead to classify the ticket anew, with the reason; until he does, nothing changes."""

    request_body = ComplexityRequestBody
    operation = "complexity_request"
    service = staticmethod(ask_for_complexity)


class UpdatesView(ActionView):
    """Let the daily update to the customer leave by itself, or no longer (D2.3a)."""

    request_body = UpdatesBody
    operation = "updates"
    service = staticmethod(allow_updates)


class DiagnosisView(ActionView):
    """Record the nature of the problem and the responsible department (D2.2.2)."""

    request_body = DiagnosisBody
    operation = "diagnosis"
    service = staticmethod(record_diagnosis)


class OwnerView(ActionView):
    """Make a member of staff the one responsible person (A2.3)."""

    request_body = OwnerBody
    operation = "owner"
    service = staticmethod(assign_ticket)


class MoveView(ActionView):
    """Let another branch take it over, with an owner of its own (B2.1)."""

    request_body = MoveBody
    operation = "move"
    service = staticmethod(move_to_branch)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {"branch_id": body["branch"].pk, "reason": body["reason"]}
