"""The style guide: for staff only, every part in every state, and nothing read for it but the frame."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from servicedesk.desk.styleguide.tokens import read_tokens
from tests.desk.conftest import SignIn

STAFF = ("agent", "other_agent", "lead", "manager")


@pytest.mark.parametrize("persona", [*STAFF, None])
def test_staff_see_it_and_others_are_asked_to_sign_in(
    persona: str | None, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    answer = sign_in(request.getfixturevalue(persona) if persona else None).get("/styleguide/")
    assert answer.status_code == (200 if persona else 302)
    assert persona or answer["Location"] == "/accounts/login/?next=/styleguide/"


def test_every_tone_and_every_token_is_on_it(desk: Client) -> None:
    page = desk.get("/styleguide/").content.decode()
    for tone in ("pending", "running", "risk", "paused", "met", "late", "missed"):
        assert f'class="badge tone-{tone}"' in page
        assert f'class="count tone-{tone}"' in page
    tokens = read_tokens()
    for token in (*tokens.colours, *tokens.types, *tokens.spaces, *tokens.radii, *tokens.shadows):
        assert f"--{token.name}<" in page
    assert "style=" not in page


def test_the_tools_the_charts_and_what_is_empty_are_on_it_by_the_pages_own_templates(desk: Client) -> None:
    page = desk.get("/styleguide/")
    drawn = {template.name for template in page.templates}
    assert drawn >= {
        "desk/ticket/editor.html",
        "desk/ticket/meanwhile.html",
        "desk/ticket/canned.html",
        "desk/ticket/fold.html",
        "desk/ticket/mentions.html",
        "desk/ticket/others.html",
        "desk/palette_list.html",
        "desk/toasts.html",
        "desk/queue/empty.html",
        "desk/queue/bulk.html",
        "desk/queue/look.html",
        "desk/queue/table.html",
        "desk/erase_asked.html",
        "components/sure.html",
        "components/drop.html",
        "components/letter_promise.html",
        "components/person.html",
        "desk/ticket/message_list.html",
        "desk/ticket/tasks.html",
        "desk/ticket/visits.html",
        "desk/visit_line.html",
        "portal/pledge.html",
        "portal/steps.html",
        "insights/alarms.html",
        "insights/calendars/week.html",
        "insights/calendars/preview_lines.html",
        "insights/ledger/rows.html",
        "insights/pages.html",
        "insights/spark.html",
        "insights/trend.html",
        "insights/arrivals.html",
        "insights/ratings.html",
        "insights/backlog.html",
        "insights/cards.html",
        "insights/owners.html",
        "insights/times.html",
        "components/log_sheet.html",
        "desk/registry/history.html",
    }
    for drawn_once in ('<label class="pick">', 'class="facts keylist"', "File erased on"):
        assert drawn_once in page.content.decode()
    ids = re.findall(r' id="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))


def test_the_bar_for_several_stands_in_its_place_in_every_state(desk: Client) -> None:
    page = desk.get("/styleguide/")
    content = page.content.decode()
    assert content.count('class="bulk in-place"') == len(page.context["several"]["bars"])
    assert '<b class="num" id="guide-bulk-1-count">1 chosen</b>' in content
    assert 'name="guide-bulk-3" data-needs="owner" hidden' in content
    assert 'name="guide-bulk-4" data-needs="note" open' in content
    assert "Write something first." in content
    assert "Keep in “Missed”" in content


def test_the_tokens_are_those_of_the_sheet() -> None:
    tokens = read_tokens()
    assert {"canvas", "ink-on-fill", "heat-4", "paper"} <= {token.name for token in tokens.colours}
    assert tokens.colours[0].words == "#f6f5f1, #131519"
    assert [token.name for token in tokens.spaces[:3]] == ["s1", "s1h", "s2"]


def test_it_reads_nothing_but_the_frame(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get("/styleguide/")
    with django_assert_num_queries(4):  # session, reader, counts, saved views
        desk.get("/styleguide/")
