"""Handing a ticket over with a note, and all of them when somebody leaves (A2.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor
from notifications.models import Message
from tests.desk.conftest import SignIn, Take, last, state_of
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.handing_over import open_tickets_of, plan_hand_over
from tickets.selectors.timeline import timeline
from tickets.services.handing_over import hand_over_tickets
from tickets.services.registration import ServiceRequest, register_ticket


def test_a_note_goes_to_the_new_owner_and_not_to_the_customer(
    take: Take, ticket: Ticket, colleague: User
) -> None:
    take("owner", owner=colleague.pk, note="He is hard of hearing, speak up.")
    assert last(ticket).words == "He is hard of hearing, speak up."
    assert Message.objects.filter(ticket=ticket, kind="assigned", user=colleague).exists()
    shown = timeline(ticket, audience="customer")
    assert [entry.words for entry in shown if entry.entry == Entry.OWNER_NAMED] == ["", ""]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    """What the agent is responsible for."""
    return [
        register_ticket(
            actor=Actor.system("portal"), request=replace(request_facts, problem=f"Fault {n}"), now=now
        )
        for n in range(3)
    ]


@pytest.fixture
def leads(sign_in: SignIn, lead: User) -> Client:
    return sign_in(lead)


def owners(tickets: list[Ticket]) -> list[int]:
    return [Ticket.objects.get(pk=ticket.pk).owner_id for ticket in tickets]


def on_duty(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_on_duty=True)


def test_a_lead_reads_who_would_get_what_before_anything_changes(
    leads: Client, three: list[Ticket], agent: User, colleague: User
) -> None:
    on_duty(colleague)
    before = [state_of(ticket) for ticket in three]
    address = f"/desk/people/{agent.pk}/hand-over/"
    assert three[0].number in leads.get(address).content.decode()
    page = leads.post(address, {"tickets": [three[0].pk, three[2].pk], "to": ""}).content.decode()
    assert "2 requests change hands" in page
    assert page.count("<b>Ma Li</b>") == 2
    assert [state_of(ticket) for ticket in three] == before


def test_the_chosen_ones_go_where_the_page_said_each_with_its_own_entry(
    leads: Client, three: list[Ticket], agent: User, colleague: User
) -> None:
    on_duty(colleague)
    chosen = {"tickets": [three[0].pk, three[2].pk], "to": "", "note": "From him", "act": "1"}
    answer = leads.post(f"/desk/people/{agent.pk}/hand-over/", chosen, follow=True)
    assert "2 requests handed over" in answer.content.decode()
    assert owners(three) == [colleague.pk, agent.pk, colleague.pk]
    entry = last(three[0])
    assert (entry.entry, entry.words) == (Entry.OWNER_NAMED, "From him")
    assert entry.payload["was"] == agent.pk
    assert entry.payload["candidates"][0]["who"] == colleague.pk


def test_all_go_to_one_person_and_what_has_changed_hands_meanwhile_stays(
    three: list[Ticket], agent: User, colleague: User, lead: User, now: datetime
) -> None:
    Ticket.objects.filter(pk=three[1].pk).update(owner=lead)
    result = hand_over_tickets(
        actor=Actor.user(lead),
        from_id=agent.pk,
        ticket_ids=[ticket.pk for ticket in three],
        to_id=colleague.pk,
        now=now,
    )
    assert owners(three) == [colleague.pk, lead.pk, colleague.pk]
    assert [(pk, error.code) for pk, error in result.refused] == [(three[1].pk, "owner_changed")]


def test_what_is_distributed_is_what_was_foreseen(
    three: list[Ticket],
    agent: User,
    colleague: User,
    lead: User,
    now: datetime,
    later: Callable[..., datetime],
) -> None:
    """Tickets weigh differently, and each that is given away makes its new owner busier."""
    on_duty(colleague)
    third = User.objects.create_user("third@desk.example", "x", name="Third", branch=agent.branch)
    Ticket.objects.filter(pk=three[0].pk).update(next_due_at=later(minutes=-1))
    actor = Actor.user(lead)
    moves = plan_hand_over(open_tickets_of(agent, actor=actor), person=agent, to=None, now=now)
    foreseen = [move.to.pk for move in moves]
    assert foreseen == [colleague.pk, third.pk, third.pk]
    hand_over_tickets(actor=actor, from_id=agent.pk, ticket_ids=[t.pk for t in three], now=now)
    assert owners(three) == foreseen


def test_an_agent_hands_over_nothing_of_others(
    three: list[Ticket], agent: User, colleague: User, now: datetime
) -> None:
    result = hand_over_tickets(
        actor=Actor.user(colleague),
        from_id=agent.pk,
        ticket_ids=[three[0].pk],
        to_id=colleague.pk,
        now=now,
    )
    assert [error.code for _, error in result.refused] == ["not_allowed"]
    assert owners(three) == [agent.pk] * 3


def test_nothing_chosen_is_said_and_nothing_happens(leads: Client, three: list[Ticket], agent: User) -> None:
    answer = leads.post(f"/desk/people/{agent.pk}/hand-over/", {"act": "1"})
    assert answer.status_code == 422
    assert "Choose at least one request." in answer.content.decode()
    assert owners(three) == [agent.pk] * 3


def test_the_preview_costs_the_same_for_many_as_for_one(
    three: list[Ticket], agent: User, lead: User, now: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        rows = open_tickets_of(agent, actor=Actor.user(lead)).select_related("branch__lead")
        plan_hand_over(rows, person=agent, to=None, now=now)


def test_an_account_with_open_tickets_is_switched_off_only_after_they_were_handed_over(
    client: Client, ticket: Ticket, agent: User, colleague: User, lead: User, now: datetime
) -> None:
    client.force_login(User.objects.create_superuser("boss@desk.example", "x", name="Boss"))
    facts = {"email": agent.email, "name": agent.name, "role": "agent", "branch": agent.branch_id}
    skills = {"person_skills-TOTAL_FORMS": "0", "person_skills-INITIAL_FORMS": "0"}
    address = f"/admin/accounts/user/{agent.pk}/change/"
    form = facts | skills | {"language": "en", "shifts": "", "spoken": ""}
    refused = client.post(address, form)
    assert "is responsible for 1 open request" in refused.content.decode()
    agent.refresh_from_db()
    assert agent.is_active

    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=[ticket.pk], to_id=colleague.pk, now=now
    )
    assert client.post(address, form).status_code == 302
    agent.refresh_from_db()
    assert not agent.is_active
