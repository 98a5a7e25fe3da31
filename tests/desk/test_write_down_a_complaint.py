"""Staff write a complaint down and do not see it again; management works on it (A4.2, D3.4)."""

from django.test import Client

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn
from tickets.models import Ticket
from tickets.services.complaining import complain

WORDS = "He was rude to me."


def test_an_agent_writes_it_down_and_it_is_out_of_his_hands(
    desk: Client, page: str, ticket: Ticket, manager: User, sign_in: SignIn
) -> None:
    assert f"{page}complaint/" in desk.get(page).content.decode()
    before = desk.get("/desk/").content.decode().count(ticket.number)
    answer = desk.post(f"{page}complaint/", {"text": WORDS, "channel": "phone"}, follow=True)
    complaint = Ticket.objects.get(complaint_about=ticket)
    for address in (page, f"{page}log/", f"{page}related/", "/desk/", "/desk/?q=rude", "/desk/alerts/"):
        assert complaint.number not in desk.get(address).content.decode()
    assert complaint.number not in answer.content.decode()
    assert desk.get("/desk/").content.decode().count(ticket.number) == before
    assert desk.get(f"/desk/tickets/{complaint.number}/").status_code == 404
    theirs = sign_in(manager).get(f"/desk/tickets/{complaint.number}/").content.decode()
    assert f"A complaint about {ticket.number}, for management only." in theirs
    assert f"{ticket.owner.name} does not see it." in theirs


def test_an_empty_form_comes_back(desk: Client, page: str, ticket: Ticket) -> None:
    answer = desk.post(f"{page}complaint/", {"text": "", "channel": "phone"})
    assert answer.status_code == 422
    assert "Write what the customer says." in answer.content.decode()
    assert not Ticket.objects.filter(complaint_about=ticket).exists()


def test_what_ties_it_to_others_is_not_offered(
    ticket: Ticket, manager: User, sign_in: SignIn, by_agent: Actor
) -> None:
    complaint = complain(actor=by_agent, ticket_id=ticket.pk, text=WORDS, now=ticket.received_at)
    address = f"/desk/tickets/{complaint.number}/"
    shown = sign_in(manager).get(address).content.decode()
    assert f"{address}merge/" not in shown
    assert f"{address}complaint/" not in shown
