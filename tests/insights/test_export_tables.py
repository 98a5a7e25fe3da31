"""Tables and lists as CSV: the rows of the pages, for spreadsheets, and no formula in them."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Branch, User
from accounts.tables.text import written
from tests.insights.reading import listed
from tickets.models import Ticket

LIST, TABLE = "/insights/tickets.csv", "/insights/comparison.csv"


def rows_of(client: Any, address: str, **query: str) -> list[list[str]]:
    answer = client.get(address, query)
    assert answer.status_code == 200
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")  # the mark by which spreadsheets know UTF-8
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("show", ["open", "registered", "response", "due", "kept", "open_late", "at_risk"])
def test_a_list_has_the_rows_of_its_page(
    enter: Any, lead: User, history: dict[str, Ticket], show: str
) -> None:
    client = enter(lead)
    head, *rows = rows_of(client, LIST, show=show, period="7")
    assert head[:2] == ["Number", "Request"]
    assert {len(row) for row in rows} == {len(head)}
    assert [row[0] for row in rows] == listed(client, f"/insights/tickets/?show={show}&period=7")


def test_what_became_of_a_promise_is_said_in_the_words_of_the_figures(
    enter: Any, lead: User, history: dict[str, Ticket]
) -> None:
    query = {"show": "due", "period": "7", "promise": "A2.1,contact,7200,elapsed"}
    rows = rows_of(enter(lead), LIST, **query)
    assert [row[-1] for row in rows] == ["How it stands", "Kept", "Kept late", "Kept", "Late and open"]
    assert rows[0][-2] == "Due (Asia/Shanghai)"
    assert rows[-1][-3:] == ["Contact within 2 hours", "2026-11-24 11:20", "Late and open"]


def test_lengths_of_time_are_minutes(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    rows = rows_of(enter(lead), LIST, show="response", period="7")
    assert [row[-1] for row in rows] == ["Took (minutes)", "240", "60", "60"]


def test_the_promises_are_a_table(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    assert rows_of(enter(lead), "/insights/promises.csv", period="7") == [
        ["Promise", "Fell due", "Kept", "Kept late", "Missed", "Late and open", "Share kept (%)"],
        ["Written plan within 48 hours", "1", "0", "0", "0", "1", "0.0"],
        ["First fix within 24 hours", "3", "1", "0", "1", "1", "33.3"],
        ["Contact within 2 hours", "4", "2", "1", "0", "1", "50.0"],
    ]


def test_the_table_by_owner_is_whole(
    enter: Any, lead: User, agent: User, colleague: User, history: dict[str, Ticket], monkeypatch: Any
) -> None:
    monkeypatch.setattr("servicedesk.insights.comparison_pages.PER_PAGE", 1)
    head, *rows = rows_of(enter(lead), TABLE, period="7")
    assert head[0] == "Owner"
    assert head[-3:] == ["Share kept (%)", "Response, median (minutes)", "Completion, median (minutes)"]
    assert rows == [
        [colleague.name, "1", "1", "0", "0", "0", "1", "0.0", "", ""],
        [agent.name, "5", "7", "3", "1", "1", "2", "42.8", "60", ""],
    ]


def test_chinese_readers_get_chinese_headings(enter: Any, lead: User, history: dict[str, Ticket]) -> None:
    client = enter(lead)
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    assert rows_of(client, TABLE, period="7")[0][-2] == "响应中位数 (分钟)"
    assert rows_of(client, LIST, show="due", period="7")[1][-1] in {
        "已兑现",
        "迟后完成",
        "已逾期",
        "逾期未完成",
    }


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ({"period": "7"}, "late-2026-11-18-to-2026-11-24.csv"),
        (
            {"period": "custom", "since": "2026-11-01", "until": "2026-11-15"},
            "late-2026-11-01-to-2026-11-15.csv",
        ),
    ],
)
def test_the_file_is_named_after_its_period(
    enter: Any, lead: User, period: dict[str, str], name: str
) -> None:
    answer = enter(lead).get(LIST, {"show": "late"} | period)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_a_formula(sign: str) -> None:
    text = "".join(written([[f"{sign}HYPERLINK(1)"]])).removeprefix("\ufeff")
    assert next(csv.reader(io.StringIO(text, newline=""))) == [f"'{sign}HYPERLINK(1)"]


def test_not_even_one_that_a_customer_wrote(enter: Any, lead: User, register: Any) -> None:
    register(ago=timedelta(hours=1), problem="=cmd|'/c calc'!A0")
    rows = rows_of(enter(lead), LIST, show="open")
    assert rows[1][1] == "'=cmd|'/c calc'!A0"


def test_a_lead_exports_his_branch_and_no_other(
    enter: Any, lead: User, manager: User, branch: Branch, other_branch: Branch, register: Any
) -> None:
    north = register(ago=timedelta(hours=5))
    south = register(ago=timedelta(hours=5), branch_id=other_branch.pk)
    asked = {"show": "open", "branch": str(other_branch.pk)}
    assert [row[0] for row in rows_of(enter(lead), LIST, **asked)[1:]] == [north.number]
    assert [row[0] for row in rows_of(enter(manager), LIST, **asked)[1:]] == [south.number]
    assert [row[0] for row in rows_of(enter(lead), TABLE, by="branch")[1:]] == [branch.name]


def test_a_figure_that_does_not_exist_is_not_found(enter: Any, lead: User) -> None:
    assert enter(lead).get(LIST, {"show": "everything"}).status_code == 404
    assert enter(lead).get(TABLE, {"by": "everything"}).status_code == 404


def test_a_long_list_costs_no_query_for_each_row(
    enter: Any,
    lead: User,
    register: Any,
    history: dict[str, Ticket],
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
    now: datetime,
) -> None:
    client = enter(lead)
    with django_assert_max_num_queries(8) as few:
        rows_of(client, LIST, show="due")
    for _ in range(4):
        register(ago=timedelta(days=2))
    with django_assert_num_queries(len(few)):
        rows_of(client, LIST, show="due")
