"""The command palette: what it finds, for whom, and in which language."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from gzip import compress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import SignIn
from tickets.models import Ticket
from tickets.selectors.tickets import QueueFilters
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.services.saved_views import save_view

BUDGET = 100_000  # bytes of script and style, compressed
Look = Callable[..., dict[str, list[str]]]


@pytest.fixture
def look(desk: Client) -> Look:
    """`look("pump")`: what the palette offers an agent, by section."""

    def looked(words: str, browser: Client = desk, **more: str) -> dict[str, list[str]]:
        answer = browser.get("/desk/jump/", {"words": words, **more}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        sections: Any = answer.context["sections"]
        return {str(section.label): [choice.label for choice in section.choices] for section in sections}

    return looked


@pytest.mark.parametrize("words", ["heating", "MIN wang", "kx48-2211", "{number}", "{small}"])
def test_tickets_are_found_by_words_customer_serial_and_number(
    look: Look, ticket: Ticket, words: str
) -> None:
    typed = words.format(number=ticket.number, small=ticket.number.lower())
    customer = ticket.customer.name
    found = look(typed.replace("MIN wang", customer.upper()))
    assert found["Tickets"] == [ticket.title]


def test_only_what_the_reader_sees_is_found(
    look: Look, sign_in: SignIn, ticket: Ticket, other_agent: User
) -> None:
    stranger = sign_in(other_agent)
    for words in (ticket.number, "heating"):
        assert "Tickets" not in look(words, stranger)
    assert "Pages" in look("", stranger, ticket=ticket.number)
    assert f"On {ticket.number}" not in look("", stranger, ticket=ticket.number)


def test_what_burns_comes_first_and_not_too_much(
    look: Look, request_facts: ServiceRequest, agent: User, now: datetime
) -> None:
    for hours in range(8):
        register_ticket(
            actor=Actor.system("portal"),
            request=replace(request_facts, problem=f"Pump {hours}"),
            now=now - timedelta(hours=hours),
        )
    assert look("pump")["Tickets"] == ["Pump 7", "Pump 6", "Pump 5", "Pump 4", "Pump 3", "Pump 2"]


def test_the_open_ticket_offers_its_steps_by_word_and_letter(look: Look, ticket: Ticket) -> None:
    offered = look("", ticket=ticket.number)[f"On {ticket.number}"]
    assert offered[:2] == ["Reply", "Solution"]
    assert {"Plan", "Log contact", "Note", "Question", "Resolve", "Assign"} <= set(offered)
    assert look("resol", ticket=ticket.number)[f"On {ticket.number}"] == ["Resolve"]
    assert "Resolve" in look("e", ticket=ticket.number)[f"On {ticket.number}"]
    assert look("resol").keys() == {"Pages"}


def test_pages_are_found_in_the_readers_language(
    look: Look, desk: Client, sign_in: SignIn, agent: User, lead: User, now: datetime
) -> None:
    assert look("settings")["Pages"] == ["My settings", "Search closed ones, too: settings"]
    assert "People" not in look("people")["Pages"]
    assert "People" in look("people", sign_in(lead))["Pages"]
    save_view(
        actor=Actor.user(agent), name="火警", filters=QueueFilters(missed=True), is_shared=False, now=now
    )
    assert look("火")["Pages"][0] == "火警"
    desk.post("/i18n/setlang/", {"language": "zh-hans"})
    assert look("设置")["页面"] == ["我的设置", "搜索全部（含已关闭）：设置"]


def test_what_is_typed_is_only_ever_text(look: Look, desk: Client) -> None:
    htmx = {"HX-Request": "true"}
    answer = desk.get("/desk/jump/", {"words": "<b>{0}\0", "ticket": "\0"}, headers=htmx).content.decode()
    assert "<b>" not in answer
    assert "&lt;b&gt;{0}" in answer


def test_without_script_it_is_the_queues_search(desk: Client) -> None:
    assert desk.get("/desk/jump/?words=pump")["Location"] == "/desk/?search=pump"


def test_it_takes_few_queries(
    look: Look, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    look("pump")
    with django_assert_max_num_queries(11):
        look("pump", ticket=ticket.number)


def test_the_queues_script_and_style_stay_small(desk: Client) -> None:
    page = desk.get("/desk/").content.decode()
    wanted = re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page)
    texts: dict[str, bytes] = {}
    while wanted:
        name = wanted.pop()
        if name in texts:
            continue
        texts[name] = Path(str(find(name))).read_bytes()
        wanted += [
            f"{name.rpartition('/')[0]}/{other}"
            for other in re.findall(r'(?:from|import) "\./(.+?)"', texts[name].decode())
        ]
    assert "desk/palette.js" in texts
    assert {"desk/canned.js", "desk/draft.js", "desk/listbox.js"} <= texts.keys()
    assert sum(len(compress(text)) for text in texts.values()) < BUDGET
