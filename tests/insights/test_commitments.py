"""A manager reads the letters, writes a version, signs it and moves open requests to it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.actors import Actor
from sla.models import Calendar, CalendarVersion, Clock, CommitmentVersion
from sla.services.drafting import clone_and_amend
from tickets.models import Ticket

SYSTEM = Actor.system("test")


@pytest.fixture
def client(enter: Any, manager: User) -> Client:
    browser: Client = enter(manager)
    return browser


@pytest.fixture
def draft(letter: CommitmentVersion, now: datetime) -> CommitmentVersion:
    return clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)


@pytest.fixture
def standard_hours(db: None, now: datetime) -> Calendar:
    calendar = Calendar.objects.create(code="std", name="Standard hours", is_default=True, created_at=now)
    weekly = [[["09:00", "18:00"]]] * 5 + [[], []]
    CalendarVersion.objects.create(
        calendar=calendar, number=1, zone="Asia/Shanghai", weekly=weekly, made_at=now
    )
    return calendar


def url(route: str, *args: Any) -> str:
    return reverse(f"insights:{route}", args=args)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def edited(draft: CommitmentVersion, **changes: str) -> dict[str, str]:
    """The editor's form as it comes, with some fields changed."""
    clauses = draft.clauses
    data = {"number": draft.number, "party_name": draft.party_name, "reason": "Sooner in winter."}
    data |= {"clause-TOTAL_FORMS": str(len(clauses)), "clause-INITIAL_FORMS": str(len(clauses))}
    for index, clause in enumerate(clauses):
        data |= {f"clause-{index}-id": clause["id"], f"clause-{index}-text": clause["text"]}
    return data | changes


LADDER = """50 %: owner
due: owner, lead; handed to the branch's lead
due + 12.5 %: branch manager
limit: management"""
PROMISE = {
    "clause": "A2.1",
    "metric": "contact",
    "agreed": "90",
    "limit": "",
    "measure": "minutes",
    "convention": "close_of_business",
    "urgent": LADDER,
    "important": LADDER,
    "normal": LADDER,
}


def test_the_list_says_what_holds_for_whom(client: Client, letter: CommitmentVersion, draft: Any) -> None:
    page = read(client, url("commitments"))
    assert "for every request" in page
    assert (letter.number in page, draft.number in page) == (True, True)
    assert "Install letter D" in page


def test_a_version_reads_as_the_letter_with_the_ladder_of_each_priority(
    client: Client, letter: CommitmentVersion
) -> None:
    page = read(client, url("commitment", letter.pk))
    for words in (
        "respond at once and contact the customer within 2",
        "Contact within 2 hours",
        "complex problems",
        "Limit: 96 hours",
        "At 75 % of the time",
        "owner, lead told",
        "At 12.5 % of the way to the limit",
        "Important",
    ):
        assert words in page


def test_a_lead_reads_but_has_no_buttons(enter: Any, lead: User, letter: CommitmentVersion) -> None:
    page = read(enter(lead), url("commitment", letter.pk))
    assert "Copy and amend" not in page
    assert "Install letter" not in read(enter(lead), url("commitments"))


def test_installing_letter_d_leads_to_what_is_still_wrong(client: Client, letter: CommitmentVersion) -> None:
    answer = client.post(url("commitment-install"), {"letter": "D"}, follow=True)
    page = answer.content.decode()
    assert "no working calendar would apply at North branch" in page
    assert letter.number in page  # whose scope it would take
    assert "Check again" in page


def test_installing_a_letter_that_does_not_ship_is_not_found(client: Client) -> None:
    assert client.post(url("commitment-install"), {"letter": "Z"}).status_code == 404
    assert CommitmentVersion.objects.count() == 1


def test_amending_editing_and_signing_takes_the_old_versions_place(
    client: Client, letter: CommitmentVersion, now: datetime
) -> None:
    client.post(url("commitment-amend", letter.pk))
    draft = CommitmentVersion.objects.get(state="draft")
    assert "Say why" in read(client, url("commitment-sign", draft.pk))
    saved = client.post(url("commitment-edit", draft.pk), edited(draft))
    assert saved.headers["Location"] == url("commitment", draft.pk)
    promise = draft.promises.get(clause="A2.1")
    client.post(url("promise-edit", draft.pk, promise.pk), PROMISE)
    page = read(client, url("commitment-sign", draft.pk))
    assert f"It takes the place of {letter.number}" in page
    assert "still wrong" not in page
    assert client.post(url("commitment-sign", draft.pk), {"effective_from": ""}).status_code == 302
    draft.refresh_from_db()
    letter.refresh_from_db()
    assert (draft.state, draft.effective_from, letter.state) == ("signed", now, "superseded")
    promise.refresh_from_db()
    assert (promise.agreed, promise.limit) == (5400, 10800)
    assert promise.ladders["normal"][1] == {
        "kind": "due",
        "share": 0,
        "tell": ["owner", "lead"],
        "act": ["reassign"],
    }
    changes = read(client, url("commitment-changes", draft.pk, letter.pk))
    assert "Contact within 2 hours, Limit: 4 hours" in changes
    assert "Contact within 90 minutes, Limit: 3 hours" in changes
    assert "handed to the branch" in changes
    assert "Sooner in winter." in read(client, url("commitment", draft.pk))


def test_signing_for_a_later_day(
    client: Client, draft: CommitmentVersion, letter: Any, now: datetime
) -> None:
    client.post(url("commitment-edit", draft.pk), edited(draft))
    client.post(url("commitment-sign", draft.pk), {"effective_from": "2026-12-01T00:00"})
    draft.refresh_from_db()
    assert draft.effective_from == datetime.fromisoformat("2026-11-30T16:00+00:00")
    page = read(client, url("commitments"))
    assert "Signed, not in force yet" in page
    assert "letter " + letter.number in read(client, url("dashboard"))


def test_signing_an_unsound_draft_is_refused_on_the_page(client: Client, draft: CommitmentVersion) -> None:
    answer = client.post(url("commitment-sign", draft.pk), {"effective_from": ""})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("day", ["0001-01-01T00:00", "9999-12-31T23:59", "tomorrow"])
def test_signing_for_a_day_that_makes_no_sense_is_refused(
    client: Client, draft: CommitmentVersion, day: str
) -> None:
    client.post(url("commitment-edit", draft.pk), edited(draft))
    assert client.post(url("commitment-sign", draft.pk), {"effective_from": day}).status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_clause_is_added_and_one_left_out(client: Client, draft: CommitmentVersion) -> None:
    count = len(draft.clauses)
    changes = {"clause-0-id": "", "clause-0-text": "", "clause-TOTAL_FORMS": str(count + 1)}
    changes |= {f"clause-{count}-id": "X1", f"clause-{count}-text": "We smile."}
    client.post(url("commitment-edit", draft.pk), edited(draft, **changes))
    draft.refresh_from_db()
    ids = [clause["id"] for clause in draft.clauses]
    assert (len(ids), ids[0], ids[-1]) == (count, "A2.1", "X1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "CN-2025-001"}, "Choose another number"),
        ({"customer": "nobody@elsewhere.example"}, "No customer is registered"),
        ({"clause-0-id": "A2.1"}, "stands there twice"),
        ({"clause-0-text": ""}, "needs an id and a text"),
        ({"clause-0-id": "much too long an id"}, "Something in the clauses"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    client: Client, draft: CommitmentVersion, changes: dict[str, str], words: str
) -> None:
    answer = client.post(url("commitment-edit", draft.pk), edited(draft, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Sooner in winter." in page
    draft.refresh_from_db()
    assert draft.reason == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed": ""}, "allows no time"),
        ({"limit": "60"}, "shorter than the time agreed"),
        ({"urgent": "at noon: lead"}, "does not begin with a step"),
        ({"urgent": "due lead"}, "has no colon"),
        ({"urgent": "due: janitor"}, "is not known. Possible: owner"),
        ({"clause": "A2.2b", "metric": "plan"}, "promises this already"),
    ],
)
def test_a_promise_that_cannot_be_saved_is_said(
    client: Client, draft: CommitmentVersion, changes: dict[str, str], words: str
) -> None:
    promise = draft.promises.get(clause="A2.1")
    answer = client.post(url("promise-edit", draft.pk, promise.pk), PROMISE | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    promise.refresh_from_db()
    assert promise.agreed == 7200


def test_the_form_of_a_promise_shows_it_as_it_is_and_saving_changes_nothing(
    client: Client, draft: CommitmentVersion
) -> None:
    promise = draft.promises.get(clause="A2.2a")
    form = client.get(url("promise-edit", draft.pk, promise.pk)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    assert (shown["agreed"], shown["measure"], shown["complexity"]) == (24, "hours", ["general"])
    sent = {name: value for name, value in shown.items() if value}
    client.post(url("promise-edit", draft.pk, promise.pk), sent)
    again = draft.promises.get(pk=promise.pk)
    columns = ("clause", "metric", "agreed", "limit", "unit", "applies_to", "ladders", "calendar_id")
    assert [getattr(again, c) for c in columns] == [getattr(promise, c) for c in columns]


def test_a_promise_is_added_and_removed(client: Client, draft: CommitmentVersion) -> None:
    facts = {"clause": "A3.4", "metric": "diagnosis", "agreed": "1", "measure": "working_days"}
    client.post(url("promise-new", draft.pk), PROMISE | facts | {"priority": ["urgent"]})
    added = draft.promises.get(clause="A3.4")
    assert (added.unit, added.agreed, added.limit) == ("working_days", 1, 2)
    assert added.applies_to == {"priority": ["urgent"]}
    client.post(url("promise-remove", draft.pk, added.pk))
    assert draft.promises.count() == 3


def test_throwing_a_draft_away(client: Client, draft: CommitmentVersion, letter: CommitmentVersion) -> None:
    client.post(url("commitment-discard", draft.pk))
    assert list(CommitmentVersion.objects.all()) == [letter]


def test_throwing_a_signed_version_away_is_refused(client: Client, letter: CommitmentVersion) -> None:
    assert client.post(url("commitment-discard", letter.pk)).status_code == 409
    assert CommitmentVersion.objects.count() == 1


def test_a_new_letter_begins_empty_and_can_be_written(client: Client) -> None:
    answer = client.post(url("commitment-new"), {"code": "R", "title": "Repairs"})
    draft = CommitmentVersion.objects.get(commitment__code="R")
    assert answer.headers["Location"] == url("commitment-edit", draft.pk)
    assert draft.party_name
    assert "Throw the draft away" in read(client, url("commitment", draft.pk))
    assert "promises nothing" in read(client, url("commitment-sign", draft.pk))


def test_open_requests_move_after_a_preview(
    client: Client, register: Any, letter: CommitmentVersion, draft: CommitmentVersion, now: datetime
) -> None:
    ticket: Ticket = register(ago=timedelta(minutes=30))
    client.post(url("commitment-edit", draft.pk), edited(draft))
    client.post(url("promise-edit", draft.pk, draft.promises.get(clause="A2.1").pk), PROMISE)
    client.post(url("commitment-sign", draft.pk), {"effective_from": ""})
    page = read(client, url("commitment-move", draft.pk))
    assert ticket.number in page
    assert "1 deadline moves" in page
    assert Clock.objects.get(ticket=ticket, promise__metric="contact").promise.version == letter
    client.post(url("commitment-move", draft.pk))
    clock = Clock.objects.get(ticket=ticket, promise__metric="contact", state="running")
    assert (clock.promise.version, clock.due_at) == (draft, now + timedelta(minutes=60))


def test_the_pages_read_in_chinese(client: Client, letter: CommitmentVersion) -> None:
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    page = read(client, url("commitment", letter.pk))
    assert "承诺书" in page
    assert "At 75" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_ladders_words_can_be_read_back_in_each_language(
    client: Client, draft: CommitmentVersion, language: str
) -> None:
    client.post("/i18n/setlang/", {"language": language})
    promise = draft.promises.get(clause="A2.1")
    form = client.get(url("promise-edit", draft.pk, promise.pk)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    client.post(url("promise-edit", draft.pk, promise.pk), {n: v for n, v in shown.items() if v})
    assert draft.promises.get(pk=promise.pk).ladders == promise.ladders


def test_lists_and_letters_take_a_fixed_number_of_queries(
    client: Client,
    letter: CommitmentVersion,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    read(client, url("commitments"))
    for _more in range(5):
        clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=now)
    with django_assert_num_queries(7):
        read(client, url("commitments"))
    with django_assert_num_queries(9):
        read(client, url("commitment", letter.pk))
