"""Filters of the queue kept under a name, for oneself or by a lead for the branch."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError, NotAllowed
from servicedesk.desk.navigation import Place
from tests.desk.conftest import SignIn
from tests.races import together
from tickets.models import SavedView, Ticket
from tickets.selectors.tickets import QueueFilters
from tickets.services.saved_views import MOST, remove_view, rename_view, save_view

NEW = "/desk/views/?missed=1&priority=urgent"
QUEUE = "/desk/?missed=1&priority=urgent"
Save = Callable[..., SavedView]


@pytest.fixture
def save(agent: User, now: datetime) -> Save:
    """`save("Burning")`: the agent keeps a view of what is missed."""

    def saved(name: str, person: User = agent, **changes: Any) -> SavedView:
        facts: dict[str, Any] = {"filters": QueueFilters(missed=True), "is_shared": False} | changes
        return save_view(actor=Actor.user(person), name=name, now=now, **facts)

    return saved


def places(browser: Client, address: str = "/desk/") -> list[Place]:
    found: list[Place] = browser.get(address).context["nav"].saved
    return found


def test_filters_are_saved_from_the_queue_and_listed_with_their_count(desk: Client, ticket: Ticket) -> None:
    queue = desk.get("/desk/?priority=urgent").content.decode()
    assert 'href="/desk/views/?priority=urgent"' in queue
    kept = desk.post("/desk/views/?priority=urgent", {"name": " Fire \n brigade "})
    assert kept["Location"] == "/desk/?priority=urgent"
    there = desk.get("/desk/?priority=urgent")
    (place,) = there.context["nav"].saved
    assert (place.label, place.url, place.count.value) == ("Fire brigade", "/desk/?priority=urgent", 1)
    assert place.is_current
    assert '<h1 class="cut">Fire brigade</h1>' in there.content.decode()
    assert "Save view" not in there.content.decode()
    assert "Fire brigade" in desk.get("/desk/me/").content.decode()


def test_a_view_is_ones_own_unless_a_lead_shares_it(
    sign_in: SignIn, save: Save, desk: Client, lead: User, colleague: User, other_agent: User
) -> None:
    save("Own")
    sign_in(lead).post(NEW, {"name": "Ours", "is_shared": "on"})
    assert [place.label for place in places(desk)] == ["Own", "Ours"]
    assert [place.label for place in places(sign_in(colleague))] == ["Ours"]
    assert [place.label for place in places(sign_in(other_agent))] == []


def test_an_agent_cannot_share_and_is_not_asked(desk: Client, save: Save) -> None:
    assert "For everybody" not in desk.get(NEW).content.decode()
    with pytest.raises(NotAllowed):
        save("Ours", is_shared=True)
    assert not SavedView.objects.exists()


def test_mine_in_a_shared_view_is_each_readers_own(
    sign_in: SignIn, save: Save, desk: Client, lead: User, colleague: User, ticket: Ticket
) -> None:
    save("Mine, all of us", lead, filters=QueueFilters(mine=True), is_shared=True)
    assert [place.count.value for place in places(desk)] == [1]
    assert [place.count.value for place in places(sign_in(colleague))] == [0]


@pytest.mark.parametrize(
    ("address", "name", "status", "said"),
    [
        (NEW, " ", 422, "Enter a name for the view."),
        (NEW, "Burning", 422, "There is a view of this name already."),
        ("/desk/views/", "All", 409, "Nothing is filtered."),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_kept(
    desk: Client, save: Save, address: str, name: str, status: int, said: str
) -> None:
    save("Burning")
    answer = desk.post(address, {"name": name})
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_there_are_no_more_views_than_can_be_counted(desk: Client, save: Save) -> None:
    for number in range(MOST):
        save(f"No. {number}")
    answer = desk.post(NEW, {"name": "One more"})
    assert answer.status_code == 409
    assert f"There are {MOST} views already." in answer.content.decode()
    assert SavedView.objects.count() == MOST


def test_views_are_renamed_and_deleted(desk: Client, save: Save) -> None:
    view, other = save("Burning"), save("Other")
    desk.post(f"/desk/views/{view.pk}/rename/", {"name": "Late"})
    assert [place.label for place in places(desk)] == ["Late", "Other"]
    taken = desk.post(f"/desk/views/{other.pk}/rename/", {"name": "Late"})
    assert taken.status_code == 422
    assert "There is a view of this name already." in taken.content.decode()
    desk.post(f"/desk/views/{view.pk}/remove/")
    assert [place.label for place in places(desk)] == ["Other"]


def test_what_is_shared_is_changed_by_leads_only(
    sign_in: SignIn, save: Save, desk: Client, lead: User
) -> None:
    view = save("Ours", lead, is_shared=True)
    assert desk.get("/desk/views/").content.decode().count("Rename") == 0
    for key in ("rename", "remove"):
        assert desk.post(f"/desk/views/{view.pk}/{key}/", {"name": "Mine"}).status_code == 404
    view.refresh_from_db()
    assert view.name == "Ours"
    sign_in(lead).post(f"/desk/views/{view.pk}/rename/", {"name": "Everybody's"})
    view.refresh_from_db()
    assert view.name == "Everybody's"


def test_the_number_of_queries_does_not_grow_with_the_views(
    desk: Client, save: Save, lead: User, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST):
        save(f"No. {number}")
        save(f"No. {number}", lead, is_shared=True)
    desk.get("/desk/")
    with django_assert_num_queries(11):
        assert len(places(desk)) == 2 * MOST


def test_a_filter_that_is_no_more_is_as_if_it_were_not_there(desk: Client, save: Save) -> None:
    view = save("Burning")
    SavedView.objects.filter(pk=view.pk).update(filters={"missed": True, "unheard_of": True})
    assert [place.url for place in places(desk)] == ["/desk/?missed=1"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_of_two_windows_one_gets_the_name_and_both_are_answered(agent: User, save: Save) -> None:
    acts = [partial(save, "Burning"), partial(save, "Burning", filters=QueueFilters(mine=True))]
    assert together(acts) == ["done", "view_name_taken"]
    view = SavedView.objects.get()
    actor = Actor.user(agent)
    rename = partial(rename_view, actor=actor, view_id=view.pk, name="Late")
    answers = together([rename, partial(remove_view, actor=actor, view_id=view.pk)])
    assert set(answers) <= {"done", "no_such_view"}
    assert not SavedView.objects.exists()
    with pytest.raises(DomainError):
        remove_view(actor=actor, view_id=view.pk)
