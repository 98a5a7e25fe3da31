"""What somebody writes is kept while he types, for him alone, until it is sent or thrown away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from core.actors import Actor
from core.errors import NotFound
from tests.desk.conftest import SignIn, Take, codes
from tests.races import together
from tickets.models import Draft, Ticket
from tickets.services.conversation import write_note
from tickets.services.drafts import MOST_LETTERS, Typed, end_draft, keep_draft

HTMX = {"HX-Request": "true"}
Type = Callable[..., Any]


@pytest.fixture
def type_(desk: Client, page: str, now: datetime) -> Type:
    """`type_("We are on")`: what the editor sends while the agent types a reply."""

    def typed(text: str, step: str = "reply", opened: datetime = now, **more: Any) -> Any:
        data = {"text": text, "opened": opened.isoformat(), **more}
        return desk.post(f"{page}draft/{step}/", data, headers=HTMX)

    return typed


def editor(browser: Client, address: str) -> Any:
    return browser.get(address).context["editor"]


def test_it_comes_back_after_a_reload_and_in_another_browser(
    type_: Type, desk: Client, sign_in: SignIn, agent: User, page: str
) -> None:
    assert "Draft saved" in type_("We are on our w", is_progress="on").content.decode()
    for browser in (desk, sign_in(agent)):
        found = editor(browser, page)
        assert found.step.key == "reply"
        assert (found.form["text"].value(), found.form["is_progress"].value()) == ("We are on our w", True)
    shown = desk.get(page).content.decode()
    assert "We are on our w</textarea>" in shown
    assert '<span id="kept"><span>Draft saved' in shown


def test_the_page_opens_where_something_was_begun(type_: Type, desk: Client, page: str) -> None:
    type_("Known since", step="note")
    assert editor(desk, page).step.key == "note"
    assert editor(desk, f"{page}?tab=reply").form["text"].value() is None
    type_("", step="note")
    assert editor(desk, page).step.key == "reply"


def test_nobody_else_sees_it_and_the_log_knows_nothing_of_it(
    type_: Type, sign_in: SignIn, colleague: User, lead: User, ticket: Ticket, page: str
) -> None:
    before = codes(ticket)
    type_("Between us")
    for person in (colleague, lead):
        assert "Between us" not in sign_in(person).get(page).content.decode()
    assert codes(ticket) == before


def test_it_goes_when_it_is_sent_and_what_was_on_its_way_is_too_late(
    type_: Type, take: Take, desk: Client, page: str, now: datetime
) -> None:
    type_("We are on our way")
    assert take("reply", text="We are on our way", opened=now.isoformat()).status_code == 200
    assert "Draft saved" not in desk.get(page).content.decode()
    type_("We are on our way")
    assert editor(desk, page).draft is None
    type_("Something new", opened=now + timedelta(microseconds=0), step="note")
    assert editor(desk, page).step.key == "note"


def test_a_new_window_begins_anew_after_sending(
    type_: Type, take: Take, desk: Client, page: str, now: datetime, clock: time_machine.Traveller
) -> None:
    take("reply", text="Sent", opened=now.isoformat())
    clock.shift(timedelta(seconds=5))
    type_("Next one", opened=now + timedelta(seconds=4))
    assert editor(desk, page).form["text"].value() == "Next one"


def test_what_is_refused_keeps_its_draft(type_: Type, take: Take, desk: Client, page: str) -> None:
    type_("Work begins", step="plan")
    assert take("plan", text="Work begins").status_code == 422
    assert editor(desk, page).form["text"].value() == "Work begins"


def test_it_is_thrown_away_with_and_without_script(type_: Type, desk: Client, page: str) -> None:
    type_("No")
    fresh = desk.post(f"{page}draft/reply/", {"text": "No", "discard": "1"}, headers=HTMX)
    assert 'id="editor"' in fresh.content.decode()
    assert "No</textarea>" not in fresh.content.decode()
    type_("No again", step="note")
    assert desk.post(f"{page}draft/note/", {"discard": "1"})["Location"] == f"{page}#editor"
    assert not Draft.objects.exclude(values={}).exists()


def test_words_that_followed_into_another_tab_are_one_draft(type_: Type, desk: Client, page: str) -> None:
    type_("Change the filter")
    type_("Change the filter", step="note", moved_from="reply")
    assert editor(desk, f"{page}?tab=reply").draft is None
    assert editor(desk, page).step.key == "note"


def test_the_other_window_is_told_and_the_last_word_is_kept(
    type_: Type, desk: Client, page: str, now: datetime, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(seconds=10))
    assert "another window" not in type_("In the first").content.decode()
    assert "another window" in type_("In the second", opened=now + timedelta(seconds=5)).content.decode()
    assert editor(desk, page).form["text"].value() == "In the second"
    later = type_("Goes on", opened=now + timedelta(seconds=10)).content.decode()
    assert "another window" not in later


def test_a_draft_nobody_touched_is_none(desk: Client, type_: Type, page: str, now: datetime) -> None:
    answer = desk.post(f"{page}draft/call/", {"channel": "call", "direction": "out", "text": ""})
    assert answer.status_code == 200
    assert not Draft.objects.exclude(values={}).exists()


@pytest.mark.parametrize("opened", ["", "never", "2026-13-45", "2999-01-01T00:00:00+00:00"])
def test_an_editor_that_does_not_say_when_it_was_opened_is_kept_too(
    desk: Client, page: str, opened: str
) -> None:
    data = {"text": "Kept\0", "opened": opened, "moved_from": "\0"}
    assert desk.post(f"{page}draft/reply/", data, headers=HTMX).status_code == 200
    assert editor(desk, page).form["text"].value() == "Kept"


def test_only_who_works_on_the_ticket_and_no_more_than_a_form_takes(
    ticket: Ticket, other_agent: User, agent: User, now: datetime, desk: Client, page: str
) -> None:
    keep = partial(keep_draft, ticket_id=ticket.pk, now=now)
    with pytest.raises(NotFound):
        keep(actor=Actor.user(other_agent), typed=Typed("reply", {"text": "Hm"}, now))
    with pytest.raises(NotFound):
        keep(actor=Actor.customer(ticket.customer_id), typed=Typed("reply", {"text": "Hm"}, now))
    keep(actor=Actor.user(agent), typed=Typed("reply", {"text": "x" * MOST_LETTERS}, now))
    assert not Draft.objects.exists()
    assert desk.post(f"{page}draft/owner/", {"text": "x"}).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_two_windows_at_once_keep_one_draft_and_sending_ends_it(
    ticket: Ticket, agent: User, now: datetime
) -> None:
    actor = Actor.user(agent)
    windows = [Typed("reply", {"text": f"{n}"}, now + timedelta(seconds=n)) for n in range(4)]
    keep = partial(keep_draft, actor=actor, ticket_id=ticket.pk, now=now)
    assert together([partial(keep, typed=typed) for typed in windows]) == ["done"] * 4
    assert Draft.objects.get().values in [typed.values for typed in windows]
    last = windows[0]
    keep(typed=last)
    end = partial(end_draft, actor=actor, ticket_id=ticket.pk, typed=last, now=now)
    assert together([end, partial(keep, typed=last)]) == ["done", "done"]
    assert Draft.objects.get().values == {}
    write_note(actor=actor, ticket_id=ticket.pk, text="Still works.", now=now)
