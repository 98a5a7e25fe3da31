"""The company: what the environment says until management says something else, on every page."""

from datetime import datetime
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Branch, Company, RecordChange, User
from accounts.selectors.branches import phone_of, zone_of
from accounts.selectors.company import company, forget_company, stored_company
from accounts.services.records import save_record
from core.actors import Actor
from tests.conftest import make_staff
from tests.races import together

EDIT = "/desk/registry/company/1/edit/"
FACTS = {"name": "Riverside Heating", "phone": "400 100 2000", "zone": "Asia/Urumqi", "language": "zh-hans"}


def open_as(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.django_db(transaction=True)
def test_what_management_says_counts_at_once_and_is_kept_with_who_said_it(manager: User) -> None:
    heads = open_as(manager)
    assert heads.get("/desk/registry/company/")["Location"] == EDIT
    assert company().name == "Demo Service Company"
    assert heads.get(EDIT).context["form"].initial["name"] == "Demo Service Company"
    assert heads.post(EDIT, FACTS | {"seen": 0}).status_code == 302
    assert "Riverside Heating" in Client().get("/accounts/login/").content.decode()
    assert RecordChange.objects.get(kind="company").actor_name == manager.name
    heads.post(EDIT, FACTS | {"name": "Riverside", "seen": RecordChange.objects.get(kind="company").pk})
    assert company().name == "Riverside"
    assert RecordChange.objects.latest("pk").changes == {"name": ["Riverside Heating", "Riverside"]}


def test_a_zone_that_is_none_and_an_empty_name_are_refused(manager: User) -> None:
    heads = open_as(manager)
    for wrong in ({"zone": "Mars/Base"}, {"name": ""}, {"language": "xx"}):
        assert heads.post(EDIT, FACTS | wrong | {"seen": 0}).status_code == 422
    assert not Company.objects.exists()


def test_only_management_may(lead: User, manager: User) -> None:
    assert open_as(lead).get(EDIT).status_code == 403
    assert open_as(lead).post(EDIT, FACTS).status_code == 403
    assert "registry/company/" not in open_as(lead).get("/desk/registry/branches/").content.decode()
    assert "registry/company/" in open_as(manager).get("/desk/registry/branches/").content.decode()
    assert open_as(manager).get("/desk/registry/company/new/").status_code == 404
    assert not Company.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_of_two_who_say_it_at_once_the_second_is_told(manager: User, now: datetime) -> None:
    rows = [Company(name=name, zone="UTC", language="en") for name in ("A", "B")]
    save = partial(save_record, actor=Actor.user(manager), now=now)
    assert together([partial(save, record=row) for row in rows]) == ["changed_meanwhile", "done"]
    assert Company.objects.count() == 1


def test_it_is_asked_for_once_in_a_while(db: None) -> None:
    Company.objects.create(**FACTS)
    forget_company()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [company().name for _ in range(3)] == ["Riverside Heating"] * 3
    assert len(queries) == 1


def test_while_the_database_is_away_the_environment_counts(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def away() -> Company:
        raise OperationalError

    settings.ORGANISATION_NAME = "As configured"
    forget_company()
    monkeypatch.setattr("accounts.selectors.company.stored_company", away)
    assert company().name == "As configured"


def test_a_house_without_branches_and_a_branch_without_a_phone_go_by_it(db: None) -> None:
    Company.objects.create(**FACTS)
    forget_company()
    assert str(zone_of(None)) == "Asia/Urumqi"
    assert phone_of(Branch(phone="")) == FACTS["phone"]
    assert phone_of(Branch(phone="1")) == "1"


def test_a_new_branch_and_a_new_colleague_begin_with_it(db: None) -> None:
    Company.objects.create(**FACTS)
    forget_company()
    heads = open_as(make_staff("boss", "management", None))
    branch = heads.get("/desk/registry/branches/new/").context["form"]
    assert branch["zone"].value() == FACTS["zone"]
    assert branch["is_default"].value() is True
    assert heads.get("/desk/registry/staff/new/").context["form"]["language"].value() == "zh-hans"
    assert stored_company().phone == FACTS["phone"]
