"""Every step on a visit, in one table: who may, when, what it asks, what it calls (B3.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from servicedesk.desk.forms import visits as visit_forms
from servicedesk.desk.forms.tasks import OwnedForm
from servicedesk.desk.step_calls import wish_of
from tickets.models import Visit
from tickets.policies import visit_policy
from tickets.selectors.visits import VisitLine
from tickets.services import sign_off, visit_parts, visit_work, visits
from tickets.services.visit_sent import Sent
from tickets.services.visit_steps import VisitStep, is_possible
from tickets.visit_codes import MOST_TRIES

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """One thing that can be done with a visit: `given` makes the service's arguments of the form's data."""

    permission: str
    verb: LazyText
    done: LazyText
    form: type[forms.Form]
    service: Callable[..., Visit]
    is_possible: Callable[[Visit], bool]
    given: Callable[[Data], dict[str, Any]] = lambda _data: {}
    for_session: LazyText | None = None

    @property
    def is_once(self) -> bool:
        """Whether its form is one of the phone, which carries a key."""
        return issubclass(self.form, visit_forms.KeyedForm)

    def run(self, actor: Actor, visit: Visit, data: Data, sent: Sent, now: datetime) -> None:
        """The one call of the service; forms of the phone are done once, however often they are sent."""
        place = {"ticket_id": visit.ticket_id, "number": visit.number}
        once = {"sent": sent} if self.is_once else {}
        self.service(actor=actor, **place, **once, now=now, **self.given(data))

    def verb_for(self, visit: Visit) -> LazyText:
        return self.for_session if self.for_session and visit.is_remote else self.verb


def _when(step: VisitStep) -> Callable[[Visit], bool]:
    return lambda visit: is_possible(step, visit)


def _may_send_code(visit: Visit) -> bool:
    has_mail = bool(visit.ticket.customer.email)
    return has_mail and visit.code_tries < MOST_TRIES and is_possible(VisitStep.LEAVE, visit)


def _report(data: Data) -> dict[str, Any]:
    report = visit_work.VisitReport(data["cause"], data["measures"], data["parts"], data["photos"])
    signed = sign_off.Signed(data["how"], data["signature"], data["code"], data["reason"])
    return {"report": report, "signed": signed}


STEPS: Mapping[str, PhoneStep] = {
    "accept": PhoneStep(
        "carry_out",
        _("Accept"),
        _("Accepted; the visit is yours"),
        visit_forms.KeyedForm,
        visit_work.accept_visit,
        _when(VisitStep.ACCEPT),
    ),
    "set-out": PhoneStep(
        "carry_out",
        _("I am on the way"),
        _("The customer sees that you are on the way"),
        visit_forms.KeyedForm,
        visit_work.set_out,
        _when(VisitStep.SET_OUT),
    ),
    "arrive": PhoneStep(
        "carry_out",
        _("I have arrived"),
        _("Noted; the work can begin"),
        visit_forms.KeyedForm,
        visit_work.arrive,
        _when(VisitStep.ARRIVE),
        for_session=_("Begin the session"),
    ),
    "code": PhoneStep(
        "carry_out",
        _("Mail a code to the customer"),
        _("The code is on its way to the customer"),
        visit_forms.KeyedForm,
        sign_off.send_code,
        _may_send_code,
    ),
    "leave": PhoneStep(
        "carry_out",
        _("Report and leave"),
        _("Done; the owner of the request is told"),
        visit_forms.LeaveForm,
        visit_work.leave_visit,
        _when(VisitStep.LEAVE),
        _report,
        for_session=_("Report and end the session"),
    ),
    "order": PhoneStep(
        "order",
        _("Order parts"),
        _("Ordered"),
        visit_forms.PartsForm,
        visit_parts.order_parts,
        lambda _visit: True,
        lambda data: {"parts": data["parts"]},
    ),
    "received": PhoneStep(
        "order",
        _("It has come in"),
        _("Noted"),
        visit_forms.ReceivedForm,
        visit_parts.receive_part,
        lambda _visit: True,
        lambda data: {"part_id": data["part"]},
    ),
    "change": PhoneStep(
        "change",
        _("Change time, person or place"),
        _("Changed"),
        visit_forms.VisitForm,
        visits.change_visit,
        _when(VisitStep.CHANGE),
        lambda data: {"wish": wish_of(data)},
    ),
    "cancel": PhoneStep(
        "change",
        _("Call it off"),
        _("Called off"),
        visit_forms.CancelVisitForm,
        visits.cancel_visit,
        _when(VisitStep.CANCEL),
        lambda data: {"reason": data["reason"]},
    ),
}
# The one button the thumb looks for, by how far the visit has come.
MAIN = ("accept", "set-out", "arrive", "leave")


def form_for(key: str, line: VisitLine, data: Any = None, files: Any = None) -> forms.Form:
    """The form of a step; controls of one page have ids of their own, by the step."""
    form = STEPS[key].form
    options: dict[str, Any] = {"auto_id": f"{key}_%s"}
    if issubclass(form, OwnedForm):
        options |= {"ticket": line.visit.ticket, "initial": _as_planned(line)}
    return form(data, files, **options)


def _as_planned(line: VisitLine) -> dict[str, Any]:
    visit = line.visit
    return {
        "mode": visit.mode,
        "owner": visit.engineer_id,
        "where": line.where,
        "window_from": visit.window_from,
        "window_until": visit.window_until,
        "note": line.note,
    }


def offered(actor: Actor, visit: Visit) -> list[str]:
    """The steps that fit the visit's state and that `actor` may take; once merged, none."""
    if visit.ticket.merged_into_id:
        return []
    return [
        key
        for key, step in STEPS.items()
        if step.is_possible(visit) and visit_policy.allows(actor, step.permission, visit)
    ]
