"""Mentions in the editor: by name in an internal note, nowhere else (never to the customer)."""

from typing import Any

from django.test import Client

from accounts.models import User
from notifications.models import StaffAlert
from tests.desk.conftest import Take, codes, last
from tickets.models import Ticket


def test_a_name_behind_an_at_is_a_mention(take: Take, ticket: Ticket, colleague: User, page: str) -> None:
    assert take("note", text="@Ma Li, have a look.").status_code == 200
    assert last(ticket).payload["mentions"] == [colleague.pk]
    assert StaffAlert.objects.get(user=colleague, kind="mentioned").entry_number == last(ticket).number


def test_the_alert_leads_to_the_note(take: Take, sign_in: Any, ticket: Ticket, colleague: User) -> None:
    take("note", text="@Ma Li, have a look.")
    shown = sign_in(colleague).get("/desk/alerts/").content.decode()
    assert f"/desk/tickets/{ticket.number}/#entry-{ticket.pk}-{last(ticket).number}" in shown
    assert "A colleague mentions you in a note" in shown


def test_somebody_who_may_not_see_it_is_named_and_the_note_comes_back(
    take: Take, ticket: Ticket, other_agent: User
) -> None:
    before = ticket.last_number
    refused = take("note", text="@Pau Soler, have a look.")
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "Pau Soler cannot see this request." in shown
    assert "@Pau Soler, have a look.</textarea>" in shown
    assert codes(ticket, before) == []


def test_in_a_reply_a_name_is_only_a_name(take: Take, ticket: Ticket, colleague: User) -> None:
    before = ticket.last_number
    take("reply", text="@Ma Li comes at five.")
    assert not StaffAlert.objects.filter(user=colleague).exists()
    assert "mentions" not in ticket.log.filter(number__gt=before)[0].payload


def test_the_list_is_for_notes_alone(desk: Client, page: str) -> None:
    assert "data-mentions" in desk.get(f"{page}?tab=note").content.decode()
    assert "data-mentions" not in desk.get(f"{page}?tab=reply").content.decode()


def test_the_list_names_who_may_see_it(desk: Client, page: str, colleague: User, other_agent: User) -> None:
    answer = desk.get(f"{page}mentions/?words=l", headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert 'data-name="Ma Li"' in shown
    assert "Pau Soler" not in shown
