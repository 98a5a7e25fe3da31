"""A person's own language and quiet hours (semantics, section 5)."""

from datetime import time
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.preferences import set_preferences
from core.actors import Actor
from core.errors import NotAllowed
from tests.desk.conftest import SignIn

ADDRESS = "/desk/settings/"
NIGHT: dict[str, Any] = {"language": "en", "quiet_from": "22:00", "quiet_until": "07:00"}


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
            actor=Actor.user(manager), user_id=agent.pk, language="en", quiet_from=None, quiet_until=None
        )
    assert of(agent) == ("en", None, None)


def test_the_way_there_is_in_the_navigation_and_on_a_phone(sign_in: SignIn, agent: User) -> None:
    for page in ("/desk/", "/desk/me/"):
        assert f'href="{ADDRESS}"' in sign_in(agent).get(page).content.decode()
