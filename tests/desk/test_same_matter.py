"""What is likely the same matter is offered, at the intake and on the ticket; missing facts are shown."""

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor
from tickets.models import Ticket, TicketLink
from tickets.services.registration import ServiceRequest, register_ticket

CALL = {
    "name": "Wang Min",
    "phone": "138 0013 8000",
    "language": "en",
    "received_at": "2026-11-24T12:20",
    "problem": "Heating stops again with error E4.",
    "kind": "repair",
    "impact": "stopped",
    "product": "KX-48 outdoor unit",
}


@pytest.fixture
def again(request_facts: ServiceRequest, ticket: Ticket) -> Ticket:
    system = Actor.system("portal")
    return register_ticket(actor=system, request=request_facts, now=ticket.received_at)


def test_before_a_call_is_registered_twice_the_agent_is_asked(desk: Client, ticket: Ticket) -> None:
    asked = desk.post("/desk/new/", CALL)
    shown = asked.content.decode()
    assert asked.status_code == 409
    assert f"/desk/tickets/{ticket.number}/" in shown
    assert "Nothing is registered yet." in shown
    assert CALL["problem"] in shown
    assert Ticket.objects.count() == 1
    assert desk.post("/desk/new/", CALL | {"anyway": "1"}).status_code == 302
    assert Ticket.objects.count() == 2


def test_another_caller_is_registered_at_once(desk: Client, ticket: Ticket) -> None:
    assert desk.post("/desk/new/", CALL | {"phone": "139 0000 0000"}).status_code == 302
    assert ticket.pk


def test_the_ticket_offers_to_link_or_to_merge(
    desk: Client, page: str, ticket: Ticket, again: Ticket
) -> None:
    assert f"{page}alike/" in desk.get(page).content.decode()
    shown = desk.get(f"{page}alike/", headers={"HX-Request": "true"}).content.decode()
    assert again.number in shown
    assert f"{page}merge/?into={again.number}" in shown
    desk.post(f"{page}related/link/", {"kind": "repeat_of", "number": again.number})
    assert TicketLink.objects.filter(source=ticket, target=again).exists()
    assert again.number not in desk.get(f"{page}alike/").content.decode()


def test_without_any_the_page_says_so(desk: Client, page: str) -> None:
    assert "No other request of this customer" in desk.get(f"{page}alike/").content.decode()


def test_missing_facts_are_shown_and_completed(desk: Client, page: str, ticket: Ticket, agent: User) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(serial="", location="")
    assert "Facts missing: serial number, where it stands" in " ".join(
        desk.get(page).content.decode().split()
    )
    assert "facts missing" in desk.get("/desk/").content.decode()
    desk.post(f"{page}facts/", {"serial": "KX-9", "location": "Roof"})
    shown = desk.get(page).content.decode()
    assert "Facts missing" not in shown
    assert f"{agent.name}</b> completed the facts" in shown
    assert "serial number: KX-9" in shown


def test_an_empty_form_says_what_to_do(desk: Client, page: str, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(serial="", location="")
    answer = desk.post(f"{page}facts/", {})
    assert (answer.status_code, "Enter at least one fact." in answer.content.decode()) == (422, True)
