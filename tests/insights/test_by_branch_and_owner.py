"""Figures by branch and by owner: the worst first, every number with the list behind it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Branch, Role, User
from core.actors import Actor
from tests.conftest import make_staff
from tests.insights.reading import figures, listed
from tests.insights.story import CONTACT
from tickets.models import Ticket
from tickets.services.assignment import assign_ticket
from tickets.services.contacts import log_contact

PAGE, LIST = "/insights/comparison/", "/insights/tickets/"
MOST_QUERIES = 9  # session, user; the side; branches to choose; three of our own
WEEK = {"period": "7"}


def table(client: Any, **query: str) -> dict[str, list[str]]:
    lines = client.get(PAGE, WEEK | query).context["lines"]
    return {line.name: [cell.text if cell.value is not None else "" for cell in line.cells] for line in lines}


def test_each_owner_has_a_line_the_worst_first(
    enter: Any, lead: User, agent: User, colleague: User, history: dict[str, Ticket]
) -> None:
    lines = table(enter(lead))
    assert list(lines.items()) == [
        (colleague.name, ["1", "1", "0", "0", "0", "1", "0.0 %", "", ""]),
        (agent.name, ["5", "7", "3", "1", "1", "2", "42.8 %", "1 h", ""]),
    ]


@pytest.mark.parametrize("by", ["owner", "branch"])
@pytest.mark.parametrize("period", ["today", "7", "90"])
def test_every_number_opens_as_many_rows(
    enter: Any,
    manager: User,
    other_branch: Branch,
    history: dict[str, Ticket],
    register: Any,
    by: str,
    period: str,
    now: datetime,
) -> None:
    south = register(ago=timedelta(hours=3), branch_id=other_branch.pk)
    log_contact(
        actor=Actor.user(manager), ticket_id=south.pk, contact=CONTACT, now=now - timedelta(minutes=30)
    )
    client = enter(manager)
    found = list(figures(client.get(PAGE, {"by": by, "period": period}).content.decode()))
    assert len(found) > 5
    for number, address in found:
        assert len(listed(client, address)) == number, address


def test_a_branch_is_for_those_who_see_it(
    enter: Any, lead: User, manager: User, branch: Branch, other_branch: Branch, register: Any
) -> None:
    register(ago=timedelta(hours=1))
    register(ago=timedelta(hours=5), branch_id=other_branch.pk)
    assert list(table(enter(manager), by="branch")) == [other_branch.name, branch.name]
    client = enter(lead)
    assert list(table(client, by="branch")) == [branch.name]
    assert list(table(client, by="branch", branch=str(other_branch.pk))) == [branch.name]


def test_an_owner_of_another_branch_is_not_named_to_a_lead(
    enter: Any, lead: User, other_branch: Branch, register: Any
) -> None:
    register(ago=timedelta(hours=5), branch_id=other_branch.pk)
    stranger = User.objects.get(owned_tickets__isnull=False)
    client = enter(lead)
    assert table(client) == {}
    for show in ("open", "due", "registered"):
        page = client.get(LIST, {"show": show, "owner": str(stranger.pk)}).content.decode()
        assert stranger.name not in page


def test_nothing_to_compare_says_so(enter: Any, lead: User) -> None:
    page = enter(lead).get(PAGE).content.decode()
    assert "Nothing was registered and nothing fell due in this period." in page


def test_by_something_else_is_not_found(enter: Any, lead: User) -> None:
    assert enter(lead).get(PAGE, {"by": "password"}).status_code == 404


def test_many_owners_come_page_by_page_and_a_few_on_the_dashboard(
    enter: Any,
    lead: User,
    branch: Branch,
    register: Any,
    now: datetime,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("servicedesk.insights.comparison_pages.PER_PAGE", 4)
    client = enter(lead)
    for number in range(10):
        person = make_staff(f"agent{number}", Role.AGENT, branch)
        ticket = register(ago=timedelta(hours=number + 1))
        assign_ticket(actor=Actor.user(lead), ticket_id=ticket.pk, owner_id=person.pk, now=now)
    names: list[str] = []
    for page in ("1", "2", "3"):
        names += table(client, page=page)
    assert len(set(names)) == 10
    owners = client.get("/insights/").context["owners"]
    assert (len(owners.lines), owners.number) == (8, 10)


@pytest.mark.parametrize("by", ["owner", "branch"])
def test_costs_the_same_number_of_queries_for_any_number_of_lines(
    enter: Any,
    manager: User,
    branch: Branch,
    history: dict[str, Ticket],
    other_branch: Branch,
    register: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
    by: str,
) -> None:
    client = enter(manager)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(PAGE, {"by": by})
    for _ in range(3):
        register(ago=timedelta(hours=4), branch_id=other_branch.pk)
    with django_assert_num_queries(len(few)):
        client.get(PAGE, {"by": by})
