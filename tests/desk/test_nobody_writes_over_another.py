"""A form written on an old view is refused with what changed meanwhile; nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn, Take, state_of
from tickets.choices import Complexity, Priority
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.classification import set_complexity, set_priority
from tickets.services.conversation import customer_writes, send_reply, write_note
from tickets.services.facts import complete_facts
from tickets.services.unserved import withdraw_ticket

Do = Callable[[], Any]


@pytest.fixture
def by_colleague(colleague: User) -> Actor:
    return Actor.user(colleague)


@pytest.fixture
def happens(ticket: Ticket, by_colleague: Actor, agent: User, lead: User, now: datetime) -> dict[str, Do]:
    """What somebody else may do meanwhile."""
    act: dict[str, Any] = {"actor": by_colleague, "ticket_id": ticket.pk, "now": now}
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    return {
        "customer": lambda: customer_writes(**act | {"actor": author}, text="It works again."),
        "reply": lambda: send_reply(**act, text="We come at five."),
        "owner": lambda: assign_ticket(**act, owner_id=lead.pk),
        "priority": lambda: set_priority(**act, priority=Priority.NORMAL),
        "complexity": lambda: set_complexity(**act, complexity=Complexity.COMPLEX),
        "note": lambda: write_note(**act, text="For us."),
    }


@pytest.mark.parametrize("what", ["customer", "reply", "owner", "priority", "complexity"])
def test_what_others_did_is_shown_before_one_sends(
    what: str, take: Take, ticket: Ticket, happens: dict[str, Do]
) -> None:
    seen = ticket.last_number
    happens[what]()
    before = state_of(ticket)
    answer = take("reply", text="We are on our way.", seen=seen)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "this happened while you were writing" in page
    assert "We are on our way.</textarea>" in page
    assert "Send anyway" in page
    assert seen + 1 in {line.entry.number for line in answer.context["meanwhile"]}
    assert f'href="#entry-{ticket.pk}-{seen + 1}"' in page
    assert state_of(ticket) == before
    again = take("reply", text="We are on our way.", seen=answer.context["ticket"].last_number)
    assert again.status_code == 200


def test_a_note_of_a_colleague_and_ones_own_steps_stop_nobody(
    take: Take, ticket: Ticket, happens: dict[str, Do]
) -> None:
    seen = ticket.last_number
    happens["note"]()
    assert take("priority", priority="normal", seen=seen).status_code == 200
    assert take("reply", text="We are on our way.", seen=seen).status_code == 200


@pytest.mark.parametrize(
    ("step", "data"), [("priority", {"priority": "important"}), ("complexity", {"complexity": "complex"})]
)
def test_the_small_forms_ask_as_well(
    step: str, data: dict[str, str], take: Take, ticket: Ticket, happens: dict[str, Do]
) -> None:
    seen = ticket.last_number
    happens["customer"]()
    before = state_of(ticket)
    answer = take(step, **data, seen=seen)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#handling")
    assert "Do it anyway" in answer.content.decode()
    assert state_of(ticket) == before


def test_without_script_the_whole_page_comes_back_with_what_was_typed(
    take: Take, ticket: Ticket, happens: dict[str, Do]
) -> None:
    seen = ticket.last_number
    happens["customer"]()
    answer = take("plan", htmx=False, text="Board on Friday.", completes_at="2026-11-27T18:00", seen=seen)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<html" in page
    assert "Board on Friday.</textarea>" in page
    assert 'value="2026-11-27T18:00"' in page


def test_a_step_that_has_gone_leaves_what_was_typed_on_the_page(
    take: Take, ticket: Ticket, by_colleague: Actor, now: datetime
) -> None:
    seen = ticket.last_number
    withdraw_ticket(actor=by_colleague, ticket_id=ticket.pk, text="He has mended it.", now=now)
    before = state_of(ticket)
    refused = take("plan", text="Board on Friday.", completes_at="2026-11-27T18:00", seen=seen)
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "this happened while you were writing" in shown
    assert "This step is no longer possible." in shown
    assert "Board on Friday." in shown
    assert state_of(ticket) == before


def test_every_form_of_the_page_says_what_it_was_written_on(
    sign_in: SignIn, lead: User, page: str, ticket: Ticket
) -> None:
    browser: Client = sign_in(lead)
    content = browser.get(page).content.decode()
    assert content.count("/steps/") // 2 == content.count(f'name="seen" value="{ticket.last_number}"')
    assert content.count('name="seen"') > 1


@pytest.mark.parametrize("seen", ["x", "-1", "9" * 30, "²", "\0"])
def test_a_number_nobody_could_have_seen_is_no_claim(seen: str, take: Take) -> None:
    assert take("note", text="Seen.", seen=seen).status_code == 200


def test_of_two_who_complete_a_fact_the_second_is_shown_what_the_first_wrote(
    desk: Client, page: str, ticket: Ticket, by_colleague: Actor, now: datetime
) -> None:
    seen = ticket.last_number
    assert f'name="seen" value="{seen}"' in desk.get(f"{page}facts/").content.decode()
    complete_facts(actor=by_colleague, ticket_id=ticket.pk, location="3 Riverside Road", now=now)
    before = state_of(ticket)
    refused = desk.post(f"{page}facts/", {"location": "5 Hill Street", "seen": seen})
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "<b>Ma Li</b> completed the facts" in shown
    assert "where it stands: 3 Riverside Road" in shown
    assert 'value="5 Hill Street"' in shown
    assert "Save anyway" in shown
    assert state_of(ticket) == before
    again = desk.post(f"{page}facts/", {"location": "5 Hill Street", "seen": refused.context["seen"]})
    assert again.status_code == 302
    ticket.refresh_from_db()
    assert ticket.location == "5 Hill Street"


def test_another_fact_completed_meanwhile_stops_nobody(
    desk: Client, page: str, ticket: Ticket, by_colleague: Actor, happens: dict[str, Do], now: datetime
) -> None:
    seen = ticket.last_number
    complete_facts(actor=by_colleague, ticket_id=ticket.pk, location="3 Riverside Road", now=now)
    happens["customer"]()
    assert desk.post(f"{page}facts/", {"serial": "KX-2", "seen": seen}).status_code == 302


def test_a_form_refused_for_another_reason_stays_as_old_as_it_was(
    desk: Client, page: str, ticket: Ticket, by_colleague: Actor, now: datetime
) -> None:
    seen = ticket.last_number
    complete_facts(actor=by_colleague, ticket_id=ticket.pk, serial="KX-1", now=now)
    empty = desk.post(f"{page}facts/", {"seen": seen})
    assert empty.context["seen"] == seen
    assert desk.post(f"{page}facts/", {"serial": "KX-2", "seen": seen}).status_code == 409
