"""Actions that say something."""

from collections.abc import Mapping
from typing import Any

from servicedesk.api.serializers.actions import (
    AppointmentBody,
    ContactBody,
    DateAgreementBody,
    NoteBody,
    PlanBody,
    ReplyBody,
    SolutionBody,
    WordsBody,
)
from servicedesk.api.views.action import ActionView
from tickets.services.appointments import cancel_appointment, make_appointment
from tickets.services.contacts import ContactFacts, log_contact
from tickets.services.conversation import (
    ask_customer,
    give_initial_fix,
    send_plan,
    send_reply,
    send_solution,
    write_note,
)
from tickets.services.promised_date import agree_date


class ContactsView(ActionView):
    """Log a contact with the customer, or an attempt (A2.1). Back-dating needs a reason."""

    request_body = ContactBody
    operation = "contact"
    service = staticmethod(log_contact)

    def arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        facts = dict(body)
        when = {name: facts.pop(name) for name in ("happened_at", "reason")}
        return when | {"contact": ContactFacts(**facts)}


class NotesView(ActionView):
    """Write an internal note; the customer never sees it and it stops no clock.

    Colleagues may be mentioned in it.
    """

    request_body = NoteBody
    operation = "note"
    service = staticmethod(write_note)


class RepliesView(ActionView):
    """Write to the customer."""

    request_body = ReplyBody
    operation = "reply"
    service = staticmethod(send_reply)


class InitialFixView(ActionView):
    """Send the customer a first workable solution (A2.2a)."""

    request_body = WordsBody
    operation = "initial_fix"
    service = staticmethod(give_initial_fix)


class PlanView(ActionView):
    """Send the customer the detailed plan with its date of completion (A2.2b)."""

    request_body = PlanBody
    operation = "plan"
    service = staticmethod(send_plan)


class SolutionView(ActionView):
    """Send the customer the solution with the date by which it will be carried out (D2.2.3)."""

    request_body = SolutionBody
    operation = "solution"
    service = staticmethod(send_solution)


class DateAgreementView(ActionView):
    """Record that the customer agreed to a later date that he was offered; from then on it binds (D2.2.4)."""

    request_body = DateAgreementBody
    operation = "date_agreement"
    service = staticmethod(agree_date)


class AppointmentView(ActionView):
    """Make or move the appointment that the customer chose; promises that may pause do until then."""

    request_body = AppointmentBody
    operation = "appointment"
    service = staticmethod(make_appointment)


class AppointmentCancellationView(ActionView):
    """Call the appointment off, with the reason; promises that were paused go on."""

    request_body = WordsBody
    operation = "appointment_cancellation"
    service = staticmethod(cancel_appointment)


class QuestionView(ActionView):
    """Ask the customer something and wait for the answer; promises that may pause do."""

    request_body = WordsBody
    operation = "question"
    service = staticmethod(ask_customer)
