"""Which facts a row of the queue shows, in which order facts and rows come: kept for each, and in a view."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.preferences import keep_queue_look
from core.actors import Actor
from core.errors import NotAllowed
from servicedesk.desk.looks import FEW
from tests.desk.conftest import SignIn
from tickets.choices import Column, Sort
from tickets.looks import Look
from tickets.models import SavedView, Ticket
from tickets.selectors.tickets import QueueFilters
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.saved_views import NoSuchView, keep_look, save_view

Choose = Callable[..., Any]


@pytest.fixture
def choose(desk: Client) -> Choose:
    """`choose("branch", "age", sort="newest")`: the agent ticks these and presses the button."""

    def chosen(*columns: str, address: str = "", browser: Client = desk, **more: Any) -> Any:
        return browser.post(f"/desk/look/{address}", {"column": columns, "sort": "due"} | more, follow=True)

    return chosen


def heads(answer: Any) -> list[str]:
    page = answer.content.decode()
    by_label = {str(column.label): column.value for column in Column}
    labels = re.findall(r'<th scope="col">([^<]+)</th>', page)
    return [by_label[label] for label in labels if label in by_label]


@pytest.fixture
def three(request_facts: ServiceRequest, agent: User, now: datetime) -> list[Ticket]:
    """They came an hour apart."""
    return [
        register_ticket(
            actor=Actor.system("portal"),
            request=replace(request_facts, problem=f"Fault {n}"),
            now=now - timedelta(hours=3 - n),
        )
        for n in range(3)
    ]


def titles(answer: Any) -> list[str]:
    return [row.ticket.title for section in answer.context["sections"] for row in section.rows]


def test_chosen_columns_are_there_again_for_whom_chose_them(
    desk: Client, choose: Choose, three: list[Ticket], sign_in: SignIn, colleague: User
) -> None:
    assert "<table" not in desk.get("/desk/").content.decode()
    assert heads(choose("age", "branch")) == ["age", "branch"]
    page = desk.get("/desk/?priority=urgent")
    assert heads(page) == ["age", "branch"]
    assert ">3 h<" in page.content.decode()
    assert heads(sign_in(colleague).get("/desk/")) == []
    assert heads(choose("age", list="1")) == []
    assert '<ul class="tickets">' in desk.get("/desk/").content.decode()


def test_every_fact_can_be_shown(choose: Choose, three: list[Ticket], agent: User, colleague: User) -> None:
    Ticket.objects.filter(pk=three[0].pk).update(owner=colleague, raised_priority="urgent", priority="normal")
    page = choose(*Column.values)
    assert heads(page) == [*Column]
    text = page.content.decode()
    for fact in (
        three[0].number,
        "Wang Min",
        "KX-48 outdoor unit KX48-2211-0937",
        "North branch",
        "Ma Li, ",
        "raised from Normal",
        "Registered",
        'title="Contact',
        "Web form",
    ):
        assert fact in text
    assert '<table class="lines">' in text
    assert '<table class="lines few">' in choose(*Column.values[:FEW]).content.decode()


def test_the_order_is_chosen_and_the_next_ticket_follows_it(
    desk: Client, choose: Choose, three: list[Ticket]
) -> None:
    assert titles(desk.get("/desk/")) == ["Fault 0", "Fault 1", "Fault 2"]
    assert titles(choose(sort="newest")) == ["Fault 2", "Fault 1", "Fault 0"]
    on = desk.get(f"/desk/tickets/{three[2].number}/next/")
    assert on["Location"] == f"/desk/tickets/{three[1].number}/"
    assert titles(choose(sort="oldest")) == ["Fault 0", "Fault 1", "Fault 2"]


def test_a_shared_view_brings_its_columns(
    desk: Client, choose: Choose, three: list[Ticket], sign_in: SignIn, lead: User, agent: User
) -> None:
    leads = sign_in(lead)
    choose("product", "age", browser=leads, sort="oldest")
    kept = leads.post("/desk/views/?priority=urgent", {"name": "Oldest first", "is_shared": "on"})
    assert kept.status_code == 302
    (place,) = desk.get("/desk/").context["nav"].saved
    assert place.url == "/desk/?priority=urgent&columns=product.age&sort=oldest"
    there = desk.get(place.url)
    assert heads(there) == ["product", "age"]
    assert '<h1 class="cut">Oldest first</h1>' in there.content.decode()
    assert heads(desk.get("/desk/")) == []
    assert "Product, Age" in desk.get("/desk/views/").content.decode()


def test_the_columns_of_a_view_are_changed_by_whom_may_change_the_view(
    desk: Client, choose: Choose, three: list[Ticket], sign_in: SignIn, lead: User, agent: User, now: datetime
) -> None:
    filters, actor = QueueFilters(priority="urgent"), Actor.user(lead)
    view = save_view(actor=actor, name="Fire", filters=filters, is_shared=True, now=now)
    leads = sign_in(lead)
    assert f'name="view" value="{view.pk}"' in leads.get("/desk/?priority=urgent").content.decode()
    assert 'name="view"' not in desk.get("/desk/?priority=urgent").content.decode()
    there = choose("state", browser=leads, address="?priority=urgent", view=view.pk)
    assert there.redirect_chain[-1][0] == "/desk/?priority=urgent&columns=state"
    refused = choose("age", address="?priority=urgent", view=view.pk)
    assert refused.status_code == 404
    with pytest.raises(NoSuchView):
        keep_look(actor=Actor.user(agent), view_id=view.pk, look=Look((Column.AGE,)))
    assert SavedView.objects.get().look == {"columns": ["state"]}
    lead.refresh_from_db()
    assert lead.queue_look == {}  # a choice for the view is not one's own


def test_at_a_view_with_columns_ones_own_choice_counts_without_leaving_it(
    choose: Choose, three: list[Ticket], agent: User, now: datetime
) -> None:
    look = Look((Column.STATE,), Sort.NEWEST)
    filters, actor = QueueFilters(priority="urgent"), Actor.user(agent)
    save_view(actor=actor, name="Fire", filters=filters, look=look, is_shared=False, now=now)
    page = choose("age", address="?priority=urgent&columns=state&sort=newest")
    assert heads(page) == ["age"]
    assert page.context["nav"].here == "Fire"


def test_columns_stand_in_the_order_in_which_they_were_put(
    desk: Client, choose: Choose, three: list[Ticket], agent: User
) -> None:
    assert heads(choose("age", "number", "due")) == ["age", "number", "due"]
    agent.refresh_from_db()
    assert agent.queue_look == {"columns": ["age", "number", "due"]}
    offered = list(desk.get("/desk/").context["columns"])
    assert offered[:4] == [("age", True), ("number", True), ("due", True), ("state", False)]
    assert {column for column, _is_on in offered} == set(Column)


def test_without_script_a_button_moves_a_column_and_leads_back_to_itself(
    choose: Choose, three: list[Ticket]
) -> None:
    earlier = choose("age", "number", "due", earlier="number", address="?mine=1")
    assert heads(earlier) == ["number", "age", "due"]
    assert earlier.redirect_chain[-1][0] == "/desk/?mine=1#look-earlier-number"
    assert 'id="look-earlier-number"' in earlier.content.decode()
    assert heads(choose("age", "number", "due", later="age")) == ["number", "age", "due"]
    assert heads(choose("age", "number", "due", earlier="age")) == ["age", "number", "due"]
    assert heads(choose("age", "number", "due", later="due")) == ["age", "number", "due"]


@pytest.mark.parametrize(
    ("columns", "more"),
    [
        (("age", "unheard-of"), {}),
        (("age", "due", "age"), {}),
        (("age", "due"), {"sort": "by_size"}),
        (("age", "due"), {"earlier": "number"}),
        (("age", "due"), {"later": "unheard-of"}),
    ],
)
def test_what_the_queue_cannot_show_is_refused_and_nothing_changes(
    choose: Choose, agent: User, now: datetime, columns: tuple[str, ...], more: dict[str, Any]
) -> None:
    choose("due", "number")
    filters, actor = QueueFilters(priority="urgent"), Actor.user(agent)
    view = save_view(actor=actor, name="Fire", filters=filters, is_shared=False, now=now)
    for place in ({}, {"view": view.pk}):
        refused = choose(*columns, **more, **place)
        assert refused.status_code == 422
        assert "choose the columns again" in refused.content.decode()
    agent.refresh_from_db()
    assert agent.queue_look == {"columns": ["due", "number"]}
    assert SavedView.objects.get().look == {}


def test_what_was_kept_before_goes_on_without_what_there_is_no_more(
    desk: Client, three: list[Ticket], agent: User
) -> None:
    kept = {"columns": ["state", "weight", "owner", "state"], "sort": "by_size"}
    User.objects.filter(pk=agent.pk).update(queue_look=kept)
    assert heads(desk.get("/desk/")) == ["state", "owner"]


def test_a_view_keeps_the_order_of_its_columns(
    desk: Client, choose: Choose, three: list[Ticket], agent: User, now: datetime
) -> None:
    filters, actor = QueueFilters(priority="urgent"), Actor.user(agent)
    view = save_view(actor=actor, name="Fire", filters=filters, is_shared=False, now=now)
    there = choose("number", "age", "due", address="?priority=urgent", view=view.pk)
    assert there.redirect_chain[-1][0] == "/desk/?priority=urgent&columns=number.age.due"
    assert heads(there) == ["number", "age", "due"]
    assert "Number, Age, Next deadline" in desk.get("/desk/views/").content.decode()


def test_nobody_chooses_for_another(agent: User, colleague: User) -> None:
    with pytest.raises(NotAllowed):
        keep_queue_look(actor=Actor.user(agent), user_id=colleague.pk, look={"sort": "newest"})
    colleague.refresh_from_db()
    assert colleague.queue_look == {}


@pytest.mark.parametrize("columns", [(), tuple(Column.values)])
@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_depends_neither_on_columns_nor_on_rows(
    desk: Client,
    choose: Choose,
    request_facts: ServiceRequest,
    agent: User,
    now: datetime,
    columns: tuple[str, ...],
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(rows):
        facts = replace(request_facts, problem=f"Fault {n}")
        register_ticket(actor=Actor.system("portal"), request=facts, now=now)
    choose(*columns, sort="newest")
    with django_assert_num_queries(11):
        desk.get("/desk/")
