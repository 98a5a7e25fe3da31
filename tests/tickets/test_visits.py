"""Visits and remote sessions: planned with the customer, worked on, signed off (B3.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from notifications.mail.compose import compose
from notifications.models import Message, StaffAlert
from tests.tickets.conftest import CALL, codes, count, last
from tickets.choices import PartState, SignOff, State, VisitMode, VisitState
from tickets.entries import Entry
from tickets.locks import NoSuchVisit
from tickets.models import Attachment, LogEntry, Ticket, Visit
from tickets.selectors.timeline import timeline
from tickets.selectors.visits import visits_for_customer, with_words
from tickets.services.appointments import VisitStandsForIt, cancel_appointment, make_appointment
from tickets.services.closing import confirm_solved
from tickets.services.contacts import log_contact
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.sign_off import CodeExpired, CodeWrong, Signed, send_code
from tickets.services.visit_parts import NoSuchPart, Part, order_parts, receive_part
from tickets.services.visit_sent import Sent, SentOtherwise
from tickets.services.visit_steps import EngineerCannotGo, VisitElsewhere, VisitsOpenAtMerge
from tickets.services.visit_work import (
    VisitReport,
    accept_visit,
    arrive,
    leave_visit,
    set_out,
)
from tickets.services.visits import VisitWish, WindowMissing, cancel_visit, change_visit, plan_visit
from tickets.visit_codes import GOOD_FOR, MOST_TRIES, code_of
from tickets.wording import sentence

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20
REPORT = VisitReport("The gasket was worn", "Gasket replaced, tested for an hour.")
NOT_THERE = Signed(SignOff.ABSENT, reason="The porter let me in.")

Later = Callable[..., datetime]


@pytest.fixture
def wish(colleague: User, later: Later) -> VisitWish:
    return VisitWish(
        mode=VisitMode.ON_SITE,
        engineer_id=colleague.pk,
        where="1 Jinji Road, Shanghai",
        window_from=later(hours=20),
        window_until=later(hours=22),
        words="Tomorrow morning suits me.",
        note="Bring the big gasket.",
    )


@pytest.fixture
def visit(act: dict[str, Any], wish: VisitWish) -> Visit:
    return plan_visit(**act, wish=wish)


@pytest.fixture
def go(visit: Visit, colleague: User, now: datetime) -> dict[str, Any]:
    """The arguments of every step, by the engineer, now."""
    return {
        "actor": Actor.user(colleague),
        "ticket_id": visit.ticket_id,
        "number": visit.number,
        "now": now,
    }


@pytest.fixture
def there(go: dict[str, Any]) -> dict[str, Any]:
    """The same, and he has arrived."""
    for step in (accept_visit, set_out, arrive):
        step(**go)
    return go


def fresh(visit: Visit) -> Visit:
    return Visit.objects.select_related("ticket").get(pk=visit.pk)


def test_the_window_is_the_appointment_and_the_work_rests_until_then(
    visit: Visit, ticket: Ticket, colleague: User
) -> None:
    ticket.refresh_from_db()
    assert (ticket.state, ticket.appointment_at) == (State.SCHEDULED, visit.window_from)
    assert codes(ticket)[-2:] == [Entry.APPOINTMENT_MADE, Entry.VISIT_PLANNED]
    (line,) = with_words([visit])
    assert (line.where, line.note) == ("1 Jinji Road, Shanghai", "Bring the big gasket.")
    assert StaffAlert.objects.get(user=colleague).kind == "visit_planned"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_customer_is_mailed_who_comes_and_when(
    visit: Visit, ticket: Ticket, colleague: User, now: datetime, language: str
) -> None:
    ticket.customer.language = language
    ticket.customer.save()
    mail = compose(Message.objects.get(kind="appointment"), now=now)
    body = str(mail.body)
    assert colleague.name in body
    assert "10:20" in body  # the window's end, in Shanghai
    assert "gasket" not in body


def test_a_window_the_customer_did_not_choose_pauses_nothing(
    act: dict[str, Any], wish: VisitWish, ticket: Ticket
) -> None:
    before = count(ticket)
    unsaid = VisitWish(wish.mode, wish.engineer_id, wish.where, wish.window_from, wish.window_until)
    with pytest.raises(DomainError) as refused:
        plan_visit(**act, wish=unsaid)
    assert refused.value.code == "customers_word_needed"
    ticket.refresh_from_db()
    assert (count(ticket), ticket.state, Visit.objects.exists()) == (before, State.REGISTERED, False)


def test_a_visit_on_site_needs_a_window_and_a_session_does_not(
    act: dict[str, Any], colleague: User, ticket: Ticket
) -> None:
    with pytest.raises(WindowMissing):
        plan_visit(**act, wish=VisitWish(VisitMode.ON_SITE, colleague.pk, "1 Jinji Road"))
    wish = VisitWish(VisitMode.REMOTE, colleague.pk, "https://help.example/7")
    session = plan_visit(**act, wish=wish)
    ticket.refresh_from_db()
    assert (session.window_from, ticket.state) == (None, State.REGISTERED)


def test_somebody_of_another_branch_cannot_be_sent(
    act: dict[str, Any], wish: VisitWish, other_agent: User
) -> None:
    with pytest.raises(EngineerCannotGo):
        plan_visit(
            **act,
            wish=VisitWish(VisitMode.REMOTE, other_agent.pk, "https://help.example/7"),
        )


def test_each_step_keeps_when_and_the_customer_sees_only_what_concerns_him(
    there: dict[str, Any], visit: Visit, ticket: Ticket, now: datetime
) -> None:
    leave_visit(**there, report=REPORT, signed=NOT_THERE)
    done = fresh(visit)
    assert done.state == VisitState.DONE
    assert {done.accepted_at, done.set_out_at, done.arrived_at, done.ended_at} == {now}
    entries = timeline(ticket, audience="customer")
    told = [entry.entry for entry in entries if "visit" in entry.payload]
    assert told == [Entry.VISIT_PLANNED, Entry.VISIT_SET_OUT, Entry.VISIT_ARRIVED, Entry.VISIT_DONE]
    read = " ".join(sentence(entry, audience="customer") + entry.words for entry in entries)
    assert "is on the way to you" in read
    for ours in ("gasket", "porter", "Gasket"):
        assert ours not in read


def test_arriving_is_the_start_of_service_and_no_contact(there: dict[str, Any], ticket: Ticket) -> None:
    """And whoever comes early ends the wait for the appointment."""
    ticket.refresh_from_db()
    assert (ticket.state, ticket.appointment_at) == (State.IN_PROGRESS, None)
    assert ticket.service_started_at == there["now"]
    assert Entry.CONTACTED not in codes(ticket)


def test_a_step_out_of_turn_is_refused(go: dict[str, Any], ticket: Ticket) -> None:
    before = count(ticket)
    with pytest.raises(VisitElsewhere):
        leave_visit(**go, report=REPORT, signed=NOT_THERE)
    assert count(ticket) == before


def test_nobody_else_carries_it_out(go: dict[str, Any], agent: User, other_agent: User) -> None:
    with pytest.raises(NotAllowed):
        accept_visit(**go | {"actor": Actor.user(agent)})
    with pytest.raises(NoSuchVisit):
        accept_visit(**go | {"actor": Actor.user(other_agent)})


def test_the_same_form_sent_twice_is_done_once(there: dict[str, Any], ticket: Ticket) -> None:
    report: dict[str, Any] = {"report": REPORT, "signed": NOT_THERE, "sent": Sent("a1", "x")}
    first = leave_visit(**there, **report)
    after = count(ticket)
    again = leave_visit(**there, **report)
    assert (again.pk, again.state, count(ticket)) == (first.pk, VisitState.DONE, after)


def test_the_same_form_with_other_content_is_refused(there: dict[str, Any], ticket: Ticket) -> None:
    order_parts(**there, parts=[Part("Pump", Decimal(1))], sent=Sent("a1", "pump"))
    after = count(ticket)
    with pytest.raises(SentOtherwise):
        order_parts(**there, parts=[Part("Valve", Decimal(1))], sent=Sent("a1", "valve"))
    assert count(ticket) == after


def test_parts_photos_and_signature_are_kept_and_stay_with_us(
    there: dict[str, Any], visit: Visit, ticket: Ticket
) -> None:
    photo, picture = (SimpleUploadedFile(name, PNG) for name in ("before.png", "signature.png"))
    report = VisitReport("Worn", "Replaced", [Part("Gasket", Decimal(2), "G-7")], [photo])
    leave_visit(**there, report=report, signed=Signed(SignOff.SIGNATURE, signature=picture))
    part = visit.parts.get()
    assert (part.name, part.quantity, part.state) == ("Gasket", Decimal(2), PartState.USED.value)
    assert Attachment.objects.filter(ticket=ticket, entry__is_public=False).count() == 2


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        (Signed(), "visit_sign_off_missing"),
        (Signed(SignOff.SIGNATURE), "visit_signature_missing"),
        (
            Signed(SignOff.SIGNATURE, signature=SimpleUploadedFile("signature.png", b"<svg/>")),
            "visit_signature_missing",
        ),
        (Signed(SignOff.ABSENT, reason=" "), "visit_absent_reason_missing"),
        (Signed(SignOff.CODE, code="123456"), "visit_code_expired"),
    ],
)
def test_without_a_sign_off_nothing_is_done(
    there: dict[str, Any], visit: Visit, ticket: Ticket, signed: Signed, code: str
) -> None:
    before = count(ticket)
    with pytest.raises(DomainError) as refused:
        leave_visit(**there, report=REPORT, signed=signed)
    assert (refused.value.code, count(ticket)) == (code, before)
    assert fresh(visit).state == VisitState.ARRIVED


@pytest.fixture
def code(there: dict[str, Any], visit: Visit) -> str:
    """The code that was mailed to the customer."""
    send_code(**there)
    return code_of(visit.pk, fresh(visit).code_sent_in or 0)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_customer_is_mailed_a_code_that_signs(
    code: str, there: dict[str, Any], visit: Visit, ticket: Ticket, language: str
) -> None:
    ticket.customer.language = language
    ticket.customer.save()
    mail = compose(Message.objects.get(kind="visit_code"), now=there["now"])
    assert code in str(mail.body)
    assert code not in str(LogEntry.objects.filter(ticket=ticket).values_list("payload", "text__words"))
    leave_visit(**there, report=REPORT, signed=Signed(SignOff.CODE, code=f"{code[:3]} {code[3:]}"))
    assert fresh(visit).sign_off == SignOff.CODE


def test_wrong_codes_are_counted_and_then_no_code_helps(
    code: str, there: dict[str, Any], visit: Visit
) -> None:
    wrong = Signed(SignOff.CODE, code="000000" if code != "000000" else "111111")
    for left in reversed(range(MOST_TRIES)):
        with pytest.raises(CodeWrong) as refused:
            leave_visit(**there, report=REPORT, signed=wrong, sent=Sent(f"k{left}"))
        assert refused.value.data["left"] == left
    with pytest.raises(CodeExpired):
        leave_visit(**there, report=REPORT, signed=Signed(SignOff.CODE, code=code))
    with pytest.raises(CodeExpired):
        send_code(**there)
    assert fresh(visit).state == VisitState.ARRIVED


def test_after_a_wrong_code_the_same_form_can_be_sent_with_the_right_one(
    code: str, there: dict[str, Any], visit: Visit
) -> None:
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(CodeWrong):
        leave_visit(**there, report=REPORT, signed=Signed(SignOff.CODE, code=wrong), sent=Sent("k"))
    leave_visit(**there, report=REPORT, signed=Signed(SignOff.CODE, code=code), sent=Sent("k"))
    assert fresh(visit).state == VisitState.DONE


def test_a_code_expires_and_a_newer_one_voids_it(code: str, there: dict[str, Any]) -> None:
    late = there | {"now": there["now"] + GOOD_FOR}
    with pytest.raises(CodeExpired):
        leave_visit(**late, report=REPORT, signed=Signed(SignOff.CODE, code=code))
    send_code(**late)
    with pytest.raises(CodeWrong):
        leave_visit(**late, report=REPORT, signed=Signed(SignOff.CODE, code=code))


def test_moving_it_moves_the_appointment_and_it_has_to_be_accepted_anew(
    go: dict[str, Any], act: dict[str, Any], wish: VisitWish, visit: Visit, ticket: Ticket, later: Later
) -> None:
    accept_visit(**go)
    moved = VisitWish(
        wish.mode, wish.engineer_id, wish.where, later(hours=30), later(hours=31), "Rather later."
    )
    change_visit(**act, number=visit.number, wish=moved)
    ticket.refresh_from_db()
    assert ticket.appointment_at == later(hours=30)
    assert (fresh(visit).state, fresh(visit).accepted_at) == (VisitState.PLANNED, None)


def test_calling_it_off_ends_the_pause_and_says_why(
    act: dict[str, Any], visit: Visit, ticket: Ticket, colleague: User
) -> None:
    cancel_visit(**act, number=visit.number, reason="The part is not here yet.")
    ticket.refresh_from_db()
    assert (fresh(visit).state, ticket.state) == (VisitState.CANCELLED, State.IN_PROGRESS)
    assert codes(ticket)[-2:] == [Entry.STATE_CHANGED, Entry.VISIT_CANCELLED]
    assert StaffAlert.objects.filter(user=colleague, kind="visit_cancelled").exists()


def test_its_appointment_is_not_changed_behind_its_back(
    act: dict[str, Any], visit: Visit, ticket: Ticket, later: Later
) -> None:
    before = count(ticket)
    with pytest.raises(VisitStandsForIt):
        cancel_appointment(**act, text="He is away.")
    with pytest.raises(VisitStandsForIt):
        make_appointment(**act, at=later(days=3), text="Rather later.")
    assert (count(ticket), fresh(visit).is_open) == (before, True)


def test_the_nearest_of_two_visits_is_the_appointment(
    act: dict[str, Any], wish: VisitWish, visit: Visit, ticket: Ticket, later: Later
) -> None:
    for begins, nearest in ((40, 20), (10, 10)):
        ends = later(hours=begins + 1)
        plan_visit(**act, wish=replace(wish, window_from=later(hours=begins), window_until=ends))
        ticket.refresh_from_db()
        assert ticket.appointment_at == later(hours=nearest)


def test_the_nearest_is_the_appointment_also_when_the_one_before_it_is_moved_behind_it(
    act: dict[str, Any], wish: VisitWish, visit: Visit, ticket: Ticket, later: Later
) -> None:
    """Else the clocks would rest on while somebody is there already."""
    window = later(hours=40), later(hours=41)
    second = plan_visit(**act, wish=replace(wish, window_from=window[0], window_until=window[1]))
    moved = replace(wish, window_from=later(hours=60), window_until=later(hours=61), words="Rather later.")
    change_visit(**act, number=visit.number, wish=moved)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.appointment_at) == (State.SCHEDULED, later(hours=40))
    there: dict[str, Any] = {"actor": Actor.user(second.engineer), "ticket_id": ticket.pk, "number": 2}
    accept_visit(**there, now=later(hours=1))
    arrive(**there, now=later(hours=39))
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_what_the_customer_said_to_a_later_visit_is_kept(
    act: dict[str, Any], wish: VisitWish, visit: Visit, later: Later
) -> None:
    window = later(hours=40), later(hours=41)
    second = plan_visit(
        **act,
        wish=replace(wish, window_from=window[0], window_until=window[1], words="Then again on Friday."),
    )
    (line,) = with_words([second])
    assert line.note == "Bring the big gasket.\nThen again on Friday."
    (first,) = with_words([visit])
    assert first.note == "Bring the big gasket."


def test_once_the_customer_has_confirmed_nobody_goes_there_any_more(
    visit: Visit, ticket: Ticket, by_customer: Actor, act: dict[str, Any]
) -> None:
    log_contact(**act, contact=CALL)
    confirm_solved(actor=by_customer, ticket_id=ticket.pk, now=act["now"])
    assert fresh(visit).state == VisitState.CANCELLED


def test_a_ticket_with_a_visit_ahead_is_not_merged_away(
    visit: Visit, act: dict[str, Any], request_facts: ServiceRequest, now: datetime
) -> None:
    other = register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    with pytest.raises(VisitsOpenAtMerge):
        merge_tickets(**act, into_id=other.pk)
    assert fresh(visit).is_open


def test_parts_are_ordered_once_and_come_in_once(there: dict[str, Any], visit: Visit, ticket: Ticket) -> None:
    for _ in range(2):
        order_parts(**there, parts=[Part("Pump", Decimal(1))], sent=Sent("order"))
    part = visit.parts.get()
    receive_part(**there, part_id=part.pk)
    part.refresh_from_db()
    assert (part.state, part.received_at) == (PartState.RECEIVED, there["now"])
    with pytest.raises(NoSuchPart):
        receive_part(**there, part_id=part.pk)
    assert not last(ticket).is_public


def test_a_session_begins_and_ends_without_a_way_or_a_signature(
    act: dict[str, Any], colleague: User, ticket: Ticket
) -> None:
    wish = VisitWish(VisitMode.REMOTE, colleague.pk, "https://help.example/7")
    session = plan_visit(**act, wish=wish)
    assert [line.link for line in visits_for_customer(ticket)] == ["https://help.example/7"]
    go = act | {"actor": Actor.user(colleague), "number": session.number}
    accept_visit(**go)
    with pytest.raises(VisitElsewhere):
        set_out(**go)
    arrive(**go)
    leave_visit(**go, report=REPORT, signed=Signed())
    assert sentence(timeline(ticket, audience="customer")[-1], audience="customer").startswith(
        "The remote session with"
    )
    assert visits_for_customer(ticket) == []


def test_what_is_no_web_address_is_no_link(act: dict[str, Any], colleague: User, ticket: Ticket) -> None:
    plan_visit(**act, wish=VisitWish(VisitMode.REMOTE, colleague.pk, "javascript:alert(1)"))
    assert [line.link for line in visits_for_customer(ticket)] == [""]
