"""How the customer says that we were there: a signature, a code mailed to him, or not at all (B3.3)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need
from core.files import SentFile
from core.moments import to_second
from tickets.choices import SignOff
from tickets.entries import Entry
from tickets.models import Visit, VisitSubmission
from tickets.services.attachments import attach, check_files, content_type_of
from tickets.services.visit_sent import ONCE, Sent, When, at_once
from tickets.services.visit_steps import VisitStep, log_visit, open_visit, require_possible
from tickets.visit_codes import MOST_TRIES, is_right, is_usable

PNG = "image/png"


class SignOffMissing(BadInput):
    code = "visit_sign_off_missing"
    message = _("Choose how the customer signs off, or say that he is not there.")


class SignatureMissing(BadInput):
    code = "visit_signature_missing"
    message = _("The signature is missing. Let the customer sign, or choose another way.")


class AbsentReasonMissing(BadInput):
    code = "visit_absent_reason_missing"
    message = _("Write down why nobody signs.")


class CodeExpired(BadInput):
    code = "visit_code_expired"
    message = _("No code can be used now. Send a new one, or let the customer sign.")


class CodeWrong(BadInput):
    code = "visit_code_wrong"
    message = _("This is not the code. Tries left: {left}.")


class CustomerWithoutMail(BadInput):
    code = "visit_customer_without_mail"
    message = _("The customer has no e-mail address. Let him sign instead.")


@dataclass(frozen=True, slots=True)
class Signed:
    """`how` (a `SignOff`, or empty for a remote session), with the picture, the code or the reason."""

    how: str = ""
    signature: SentFile | None = None
    code: str = ""
    reason: str = ""


@transaction.atomic
def send_code(*, actor: Actor, ticket_id: int, number: int, sent: Sent = ONCE, now: datetime) -> Visit:
    """Mail the customer a code for this visit; an earlier one is void. Raises CustomerWithoutMail."""
    visit, is_repeat = open_visit(actor, "carry_out", ticket_id, number, sent)
    if is_repeat:
        return visit
    require_possible(visit, VisitStep.LEAVE)
    if not visit.ticket.customer.email:
        raise CustomerWithoutMail
    if visit.code_tries >= MOST_TRIES:
        raise CodeExpired
    visit.code_sent_in, visit.code_sent_at = visit.ticket.last_number + 1, to_second(now)
    visit.save(update_fields=["code_sent_in", "code_sent_at"])
    log_visit(visit, Entry.VISIT_CODE_SENT, actor=actor, when=at_once(now))
    return visit


def require_sign_off(visit: Visit, signed: Signed, now: datetime) -> bool:
    """Raise what is missing; False for a wrong code, which the caller has to count."""
    if signed.how == SignOff.SIGNATURE:
        _require_signature(signed.signature)
    elif signed.how == SignOff.CODE:
        if not is_usable(visit, now):
            raise CodeExpired.at("code")
        return is_right(visit, signed.code)
    elif signed.how == SignOff.ABSENT:
        need(signed.reason, AbsentReasonMissing, "reason")
    elif not visit.is_remote:
        raise SignOffMissing.at("how")
    return True


def _require_signature(picture: SentFile | None) -> None:
    if picture is None or content_type_of(picture) != PNG:
        raise SignatureMissing.at("how")
    check_files([picture])


def count_wrong_code(visit: Visit, sent: Sent) -> CodeWrong:
    """Keep that a wrong code was typed; the form can be sent again. Answers what to raise."""
    visit.code_tries += 1
    visit.save(update_fields=["code_tries"])
    VisitSubmission.objects.filter(visit=visit, key=sent.key).delete()
    left = MOST_TRIES - visit.code_tries
    return CodeWrong.at("code", left=left)


def log_sign_off(visit: Visit, signed: Signed, *, actor: Actor, when: When) -> None:
    """The entry with the signature, or with why there is none; the step that follows saves the visit."""
    if not signed.how:
        return
    reason = signed.reason.strip() if signed.how == SignOff.ABSENT else ""
    facts = {"how": signed.how}
    entry = log_visit(visit, Entry.VISIT_SIGNED, actor=actor, facts=facts, text=reason, when=when)
    if signed.how == SignOff.SIGNATURE and signed.signature:
        attach(visit.ticket, entry, [signed.signature])
    visit.sign_off, visit.signed_in = signed.how, entry.number
