"""From a ticket to the next one of the queue it was opened from, and back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core.actors import Actor
from tests.desk.conftest import SignIn
from tickets.choices import Impact
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket

URGENT = "queue=priority%3Durgent"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(request_facts: ServiceRequest, agent: object, now: datetime) -> list[Ticket]:
    """Three urgent tickets, the next deadline first, with one that is not urgent after the first."""

    def register(hours: float, impact: Impact) -> Ticket:
        request = replace(request_facts, problem=f"No. {hours}", impact=impact)
        at = now - timedelta(hours=hours)
        return register_ticket(actor=Actor.system("portal"), request=request, now=at)

    register(1.2, Impact.QUESTION)
    return [register(hours, Impact.STOPPED) for hours in (1.5, 1, 0.5)]


def address(ticket: Ticket, more: str = "") -> str:
    return f"/desk/tickets/{ticket.number}/{more}"


def send(desk: Client, ticket: Ticket, *, htmx: bool = False, **data: Any) -> Any:
    facts = {"text": "Seen.", "then": "next", "seen": ticket.last_number} | data
    return desk.post(address(ticket, f"steps/note/?{URGENT}"), facts, headers=HTMX if htmx else {})


def test_a_row_says_which_queue_it_was_opened_from(desk: Client, three: list[Ticket]) -> None:
    page = desk.get("/desk/?priority=urgent").content.decode()
    assert f'href="{address(three[0])}?{URGENT}"' in page
    ticket = desk.get(address(three[0], f"?{URGENT}")).content.decode()
    assert 'href="/desk/?priority=urgent" id="back"' in ticket
    assert f"?tab=note&amp;{URGENT}#editor" in ticket
    assert 'href="/desk/" id="back">North branch' in desk.get(address(three[0])).content.decode()


def test_the_next_and_the_previous_of_that_queue(desk: Client, three: list[Ticket]) -> None:
    first, second, third = three
    assert desk.get(address(first, f"next/?{URGENT}"))["Location"] == address(second, f"?{URGENT}")
    assert desk.get(address(third, f"previous/?{URGENT}"))["Location"] == address(second, f"?{URGENT}")
    assert desk.get(address(first, "next/"))["Location"] not in {address(one) for one in three}
    end = desk.get(address(third, f"next/?{URGENT}"), follow=True)
    assert end.redirect_chain[-1][0] == "/desk/?priority=urgent"
    assert "The list has no more tickets this way." in end.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_sent_leads_on_to_the_next_and_from_the_last_to_the_queue(
    desk: Client, three: list[Ticket], *, htmx: bool
) -> None:
    place = "HX-Redirect" if htmx else "Location"
    assert send(desk, three[0], htmx=htmx)[place] == address(three[1], f"?{URGENT}")
    assert send(desk, three[2], htmx=htmx)[place] == "/desk/?priority=urgent"
    assert "That was the last one" in desk.get("/desk/?priority=urgent").content.decode()
    assert three[0].log.filter(entry="noted").count() == 1


def test_the_next_is_the_one_that_stood_behind_whatever_the_step_moved(
    desk: Client, three: list[Ticket]
) -> None:
    data = {"channel": "call", "direction": "out", "outcome": "spoke", "then": "next"}
    confirmed = {"need_confirmed": "on", "priority_confirmed": "on", "text": "Two rooms."}
    answer = desk.post(address(three[0], f"steps/call/?{URGENT}"), data | confirmed)
    assert answer["Location"] == address(three[1], f"?{URGENT}")
    assert desk.get("/desk/?priority=urgent").context["first"] == three[1]


def test_what_is_refused_stays_where_it_is(desk: Client, three: list[Ticket]) -> None:
    answer = send(desk, three[0], htmx=True, text=" ")
    assert answer.status_code == 422
    assert "HX-Redirect" not in answer


def test_a_queue_nobody_knows_is_everything_open(desk: Client, three: list[Ticket], sign_in: SignIn) -> None:
    found = desk.get(address(three[0], "?queue=%00%26nonsense=1%26priority=highest"))
    assert found.context["back_url"] == "/desk/"


def test_the_way_on_never_leads_to_what_one_may_not_see(
    sign_in: SignIn, other_agent: Any, three: list[Ticket], take: Callable[..., Any]
) -> None:
    assert sign_in(other_agent).get(address(three[0], "next/")).status_code == 404
