from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from notifications.models import StaffAlert
from sla.models import Breach
from sla.services.sweep import sweep
from tests.desk.conftest import SignIn
from tickets.choices import ContactChannel, Direction
from tickets.models import Ticket
from tickets.services.contacts import ContactFacts, log_contact


def test_the_bell_counts_what_is_new_and_the_page_tells_it(
    desk: Client, ticket: Ticket, now: datetime
) -> None:
    sweep(now=now + timedelta(hours=2, minutes=1))
    answer = desk.get("/desk/alerts/")
    assert answer.context["nav"].unread.value == StaffAlert.objects.filter(user=ticket.owner).count() > 0
    assert ticket.title in answer.content.decode()


def test_alerts_are_read_by_a_click_and_only_ones_own(
    desk: Client, sign_in: SignIn, lead: User, ticket: Ticket, now: datetime
) -> None:
    sweep(now=now + timedelta(hours=2, minutes=1))
    of_the_lead = StaffAlert.objects.filter(user=lead, read_at=None).count()
    desk.post("/desk/alerts/read/")
    assert not StaffAlert.objects.filter(user=ticket.owner, read_at=None).exists()
    assert StaffAlert.objects.filter(user=lead, read_at=None).count() == of_the_lead > 0


def test_a_contested_breach_leads_to_its_entry_in_the_ledger(
    sign_in: SignIn, agent: User, manager: User, ticket: Ticket, now: datetime
) -> None:
    sweep(now=now + timedelta(hours=2, minutes=1))
    spoke: Any = {"reached": True, "two_way": True, "need_confirmed": True, "priority_confirmed": True}
    log_contact(
        actor=Actor.user(agent),
        ticket_id=ticket.pk,
        contact=ContactFacts(channel=ContactChannel.CALL, direction=Direction.OUT, **spoke),
        happened_at=now + timedelta(hours=1),
        reason="I was on the road.",
        now=now + timedelta(hours=3),
    )
    address = reverse("insights:breach", args=[Breach.objects.get(ticket=ticket).number])
    page = sign_in(manager)
    assert page.get("/desk/alerts/").content.decode().count(f'href="{address}"') == 1
    assert page.get(address).status_code == 200


def test_nothing_to_tell_says_so(desk: Client) -> None:
    assert "Nothing to tell you" in desk.get("/desk/alerts/").content.decode()


def test_going_off_duty_and_back(desk: Client, agent: User) -> None:
    assert (
        desk.post("/desk/duty/", {"is_on_duty": "0", "next": "/desk/alerts/"})["Location"] == "/desk/alerts/"
    )
    agent.refresh_from_db()
    assert not agent.is_on_duty
    desk.post("/desk/duty/", {"is_on_duty": "1"})
    agent.refresh_from_db()
    assert agent.is_on_duty


def test_the_way_back_never_leads_to_another_house(desk: Client) -> None:
    answer = desk.post("/desk/duty/", {"is_on_duty": "1", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/desk/"


def test_a_lead_finds_the_way_to_the_figures_and_an_agent_does_not(
    sign_in: SignIn, agent: User, lead: User
) -> None:
    assert "/insights/" in sign_in(lead).get("/desk/").content.decode()
    assert "/insights/" not in sign_in(agent).get("/desk/").content.decode()
