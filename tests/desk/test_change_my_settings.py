"""A person's own language and quiet hours (semantics, section 5)."""

from datetime import datetime, time
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.preferences import set_preferences
from core.actors import Actor
from core.errors import NotAllowed
from servicedesk.desk.steps import EDITOR
from tests.desk.conftest import SignIn
from tickets.models import Ticket
from tickets.services.closing import confirm_solved

ADDRESS = "/desk/settings/"
NIGHT: dict[str, Any] = {
    "language": "en",
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "has_single_keys": "on",
}


def of(person: User) -> tuple[str, time | None, time | None]:
    person.refresh_from_db()
    return person.language, person.quiet_from, person.quiet_until


def test_quiet_hours_are_set_and_taken_back(desk: Client, agent: User) -> None:
    assert desk.post(ADDRESS, NIGHT)["Location"] == ADDRESS
    assert of(agent) == ("en", time(22), time(7))
    page = desk.get(ADDRESS).content.decode()
    assert 'value="22:00"' in page
    assert "Settings saved" in page
    assert agent.branch is not None
    assert agent.branch.zone in page
    desk.post(ADDRESS, NIGHT | {"quiet_from": "", "quiet_until": ""})
    assert of(agent) == ("en", None, None)


def test_another_language_holds_from_the_answer_on(desk: Client, agent: User) -> None:
    page = desk.post(ADDRESS, NIGHT | {"language": "zh-hans"}, follow=True).content.decode()
    assert '<html lang="zh-hans">' in page
    assert "设置已保存" in page
    assert of(agent)[0] == "zh-hans"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"quiet_until": ""}, "quiet_until", "a beginning and an end"),
        ({"quiet_from": ""}, "quiet_from", "a beginning and an end"),
        ({"quiet_until": "22:00"}, "quiet_until", "end when they begin"),
        ({"quiet_from": "late"}, "quiet_from", "time of day"),
        ({"language": "xx"}, "language", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    desk: Client, agent: User, changes: dict[str, str], field: str, said: str
) -> None:
    answer = desk.post(ADDRESS, NIGHT | changes)
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert of(agent) == ("en", None, None)


def test_everybody_decides_for_oneself_alone(agent: User, manager: User) -> None:
    with pytest.raises(NotAllowed):
        set_preferences(
            actor=Actor.user(manager),
            user_id=agent.pk,
            language="en",
            quiet_from=None,
            quiet_until=None,
            has_single_keys=False,
            has_mention_mails=True,
        )
    assert of(agent) == ("en", None, None)


def test_the_way_there_is_in_the_navigation_and_on_a_phone(sign_in: SignIn, agent: User) -> None:
    for page in ("/desk/", "/desk/me/"):
        assert f'href="{ADDRESS}"' in sign_in(agent).get(page).content.decode()


def test_single_letters_are_switched_off_and_on(desk: Client, agent: User) -> None:
    assert 'data-single="off"' not in desk.get("/desk/").content.decode()
    desk.post(ADDRESS, NIGHT | {"has_single_keys": ""})
    agent.refresh_from_db()
    assert not agent.has_single_keys
    assert 'data-single="off"' in desk.get("/desk/").content.decode()
    desk.post(ADDRESS, NIGHT)
    assert 'data-single="off"' not in desk.get("/desk/").content.decode()


def test_every_letter_of_a_step_is_in_the_list_of_keys(desk: Client) -> None:
    page = desk.get("/desk/").content.decode()
    letters = {step.hotkey for step in EDITOR if step.hotkey}
    assert {letter for letter in letters if f'data-step="{letter}"' in page} == letters
    assert "Insights" not in page.partition('id="keys"')[2]


def test_a_letter_opens_what_it_means_where_the_ticket_stands(
    desk: Client, ticket: Ticket, page: str, now: datetime
) -> None:
    """E resolves, and once it is solved and confirmed files the summary."""
    assert desk.get(f"{page}?tab=e").context["editor"].step.key == "resolve"
    confirm_solved(actor=Actor.customer(ticket.customer_id), ticket_id=ticket.pk, now=now)
    assert desk.get(f"{page}?tab=e").context["editor"].step.key == "summary"


def test_mails_about_mentions_are_switched_off(desk: Client, agent: User) -> None:
    desk.post(ADDRESS, NIGHT)
    agent.refresh_from_db()
    assert not agent.has_mention_mails
