"""Which language a page is in: of strangers and of staff, through HTTP."""

import pytest
from django.test import Client

from accounts.models import Company, User
from accounts.selectors.company import forget_company
from accounts.services.preferences import LanguageUnknown, set_language
from core.actors import Actor
from core.errors import NotAllowed
from tests.conftest import PASSWORD

SWITCH, SIGN_IN = "/i18n/setlang/", "/accounts/login/"


@pytest.fixture
def chinese_house(db: None) -> None:
    Company.objects.create(name="Riverside Heating", zone="Asia/Shanghai", language="zh-hans")
    forget_company()


def language_of(client: Client, page: str = SIGN_IN, asked: str = "") -> str:
    answer = client.get(page, headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{answer["Content-Language"]}"' in answer.content.decode()
    return str(answer["Content-Language"])


def enter(person: User, asked: str = "") -> Client:
    client = Client(headers={"Accept-Language": asked} if asked else {})
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh-hans"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("fr-FR,fr;q=0.9", "zh-hans"),
        ("*", "zh-hans"),
        ("no;such;;header", "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_a_stranger_reads_what_his_browser_asks_for_else_the_houses(
    client: Client, chinese_house: None, asked: str, spoken: str
) -> None:
    assert language_of(client, "/", asked) == spoken


@pytest.mark.parametrize("chosen", ["en", "xx", "x" * 600])
def test_the_switch_of_a_strangers_browser_wins_and_nonsense_does_not(
    client: Client, chinese_house: None, chosen: str
) -> None:
    client.cookies["django_language"] = chosen
    assert language_of(client, "/", "zh-CN") == ("en" if chosen == "en" else "zh-hans")


def test_a_new_browser_speaks_the_persons_language_from_signing_in_on(agent: User) -> None:
    set_language(actor=Actor.user(agent), user_id=agent.pk, language="zh-hans")
    stranger = Client()
    assert language_of(stranger, asked="en") == "en"
    assert language_of(enter(agent, asked="en"), "/desk/", asked="en") == "zh-hans"


def test_who_never_chose_reads_what_the_browser_asks_for(agent: User) -> None:
    assert agent.language == "en"
    desk = enter(agent, asked="zh-CN")
    assert language_of(desk, "/desk/", asked="zh-CN") == "zh-hans"
    settings = desk.get("/desk/settings/").context["form"]
    assert settings.initial["language"] == "zh-hans"  # saving something else there changes no language


def test_the_switch_is_kept_for_the_person_in_every_browser_and_mail(agent: User) -> None:
    here, there = enter(agent), enter(agent)
    assert here.post(SWITCH, {"language": "zh-hans", "next": "/desk/"})["Location"] == "/desk/"
    agent.refresh_from_db()
    assert agent.language == "zh-hans"
    for client in (here, there, enter(agent, asked="en")):
        assert language_of(client, "/desk/") == "zh-hans"


def test_a_strangers_switch_on_a_shared_browser_changes_nobodys_language(agent: User) -> None:
    set_language(actor=Actor.user(agent), user_id=agent.pk, language="en")
    shared = Client()
    shared.post(SWITCH, {"language": "zh-hans"})
    assert language_of(shared) == "zh-hans"
    shared.post(SIGN_IN, {"login": agent.email, "password": PASSWORD})
    assert language_of(shared, "/desk/") == "en"


def test_nobody_sets_anothers_nor_one_that_is_not_spoken(agent: User, manager: User) -> None:
    with pytest.raises(NotAllowed):
        set_language(actor=Actor.user(manager), user_id=agent.pk, language="zh-hans")
    with pytest.raises(LanguageUnknown):
        set_language(actor=Actor.user(agent), user_id=agent.pk, language="xx")
    assert enter(agent).post(SWITCH, {"language": "xx"}).status_code == 422
    assert enter(agent).get(SWITCH).status_code == 405
    agent.refresh_from_db()
    assert agent.language == "en"


def test_management_sees_that_somebody_chose_and_leaves_it(agent: User, manager: User) -> None:
    page = f"/desk/registry/staff/{agent.pk}/edit/"
    heads = enter(manager)
    assert not heads.get(page).context["form"].fields["language"].disabled
    set_language(actor=Actor.user(agent), user_id=agent.pk, language="zh-hans")
    assert heads.get(page).context["form"].fields["language"].disabled
    assert "Chosen by the person." in heads.get(page).content.decode()
