"""The bar of the queue: several tickets at once, what could not be done, and taking it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Branch, User
from core.actors import Actor
from tests.desk.conftest import SignIn, state_of
from tickets.models import BulkAct, Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.registration import ServiceRequest, register_ticket

Send = Callable[..., Any]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    facts = [replace(request_facts, problem=f"Fault {n}") for n in range(3)]
    return [register_ticket(actor=Actor.system("portal"), request=one, now=now) for one in facts]


@pytest.fixture
def send(desk: Client, three: list[Ticket]) -> Send:
    """`send(step="watch")`: the agent has ticked all three and presses a button of the bar."""
    values = [f"{ticket.number}@{ticket.last_number}" for ticket in three]

    def sent(address: str = "/desk/bulk/", **data: Any) -> Any:
        return desk.post(address, {"ticket": values} | data, follow=True)

    return sent


def owners(tickets: list[Ticket]) -> list[int]:
    return [Ticket.objects.get(pk=ticket.pk).owner_id for ticket in tickets]


def test_each_row_has_a_box_and_the_bar_what_may_be_done(
    desk: Client, three: list[Ticket], colleague: User, other_agent: User
) -> None:
    page = desk.get("/desk/").content.decode()
    assert f'value="{three[0].number}@{three[0].last_number}" form="bulk"' in page
    assert 'data-steps="owner priority watch unwatch note"' in page
    assert "Ma Li, off duty</option>" in page
    assert other_agent.name not in page


def test_given_and_given_back_from_the_queue_one_was_in(
    desk: Client, send: Send, three: list[Ticket], agent: User, colleague: User
) -> None:
    done = send("/desk/bulk/?priority=urgent&page=2", step="owner", owner=colleague.pk)
    assert done.redirect_chain[-1][0] == "/desk/?priority=urgent&page=2"
    page = done.content.decode()
    assert "3 requests given to Ma Li" in page
    act = BulkAct.objects.get()
    undo = f"/desk/bulk/{act.pk}/undo/?priority=urgent&amp;page=2"
    assert f'action="{undo}"' in page
    assert owners(three) == [colleague.pk] * 3
    back = desk.post(undo.replace("&amp;", "&"), follow=True)
    assert "3 requests are as before" in back.content.decode()
    assert owners(three) == [agent.pk] * 3
    again = desk.post(undo.replace("&amp;", "&"), follow=True)
    assert "Nothing was left to take back" in again.content.decode()


def test_what_could_not_be_done_is_listed_with_its_reason_and_the_rest_is_done(
    desk: Client, send: Send, three: list[Ticket], lead: User, colleague: User, now: datetime
) -> None:
    assign_ticket(actor=Actor.user(lead), ticket_id=three[1].pk, owner_id=lead.pk, now=now)
    page = send(step="owner", owner=colleague.pk).content.decode()
    assert "2 requests given to Ma Li" in page
    assert f"{three[1].number}: Somebody else changed it after the list was shown." in page
    assert owners(three) == [colleague.pk, lead.pk, colleague.pk]
    assert "Undo" in page  # the page that lists it offers it, too


def test_the_page_of_what_was_done_takes_it_back_for_some_minutes(
    desk: Client, send: Send, three: list[Ticket], sign_in: SignIn, lead: User, clock: time_machine.Traveller
) -> None:
    send(step="priority:normal")
    send(step="watch")
    page = desk.get("/desk/bulk/done/").content.decode()
    assert "3 requests set to Normal" in page
    assert "You watch 3 requests" in page
    act = BulkAct.objects.order_by("made_at", "pk").first()
    assert act is not None
    assert "requests set" not in sign_in(lead).get("/desk/bulk/done/").content.decode()
    before = [state_of(ticket) for ticket in three]
    assert sign_in(lead).post(f"/desk/bulk/{act.pk}/undo/").status_code == 404
    clock.shift(timedelta(minutes=10))
    assert "can be taken back for 10 minutes" in desk.get("/desk/bulk/done/").content.decode()
    assert desk.post(f"/desk/bulk/{act.pk}/undo/").status_code == 404
    assert [state_of(ticket) for ticket in three] == before


def test_a_note_on_all_stays_and_offers_no_undo(send: Send, three: list[Ticket]) -> None:
    page = send(step="note", text="Parts come on Tuesday.").content.decode()
    assert "Note added to 3 requests" in page
    assert 'id="undo"' not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"step": "owner", "owner": ""}, "Choose a person."),
        ({"step": "note", "text": " "}, "Write something first."),
        ({"step": "watch", "ticket": []}, "Choose at least one request in the list."),
        ({"step": "priority:unheard-of"}, "Select a valid choice."),
        ({}, "Choose what to do."),
        (
            {"step": "watch", "ticket": [f"SR-26-{n:07}" for n in range(101)]},
            "At most 100 requests at once.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_chosen_stays_chosen(
    send: Send, three: list[Ticket], data: dict[str, Any], said: str
) -> None:
    before = [state_of(ticket) for ticket in three]
    answer = send(**data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert page.count('" checked autocomplete="off"><span class="off">') == (0 if "ticket" in data else 3)
    assert [state_of(ticket) for ticket in three] == before


def test_somebody_of_another_branch_who_cannot_work_on_it_is_refused_for_each(
    send: Send, three: list[Ticket], other_agent: User, agent: User
) -> None:
    page = send(step="owner", owner=other_agent.pk).content.decode()
    assert page.count("This person cannot work on this request.") == 3
    assert owners(three) == [agent.pk] * 3


def test_of_a_complaint_and_a_stranger_nothing_is_learnt(
    sign_in: SignIn, three: list[Ticket], other_agent: User, agent: User
) -> None:
    value = f"{three[0].number}@{three[0].last_number}"
    answer = sign_in(other_agent).post("/desk/bulk/", {"ticket": value, "step": "watch"}, follow=True)
    assert "This request does not exist, or you may not see it." in answer.content.decode()
    assert not three[0].watchers.exists()


def test_a_number_that_nobody_can_have_is_answered_like_an_unknown_one(
    desk: Client, three: list[Ticket]
) -> None:
    values = [f"{three[0].number}\0", "\0@1", "x" * 5000]
    page = desk.post("/desk/bulk/", {"ticket": values, "step": "watch"}, follow=True).content.decode()
    assert "You watch 1 request" in page
    assert page.count("This request does not exist, or you may not see it.") == 2


def test_takers_say_which_branches_they_serve(
    sign_in: SignIn, three: list[Ticket], manager: User, agent: User, other_branch: Branch
) -> None:
    User.objects.filter(pk=agent.pk).update(also_serves=[other_branch.pk])
    page = sign_in(manager).get("/desk/").content.decode()
    assert f'data-branches="{agent.branch_id} {other_branch.pk}">Chen Jie</option>' in page
