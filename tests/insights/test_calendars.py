"""Managers read, edit, load, import and apply working calendars; leads read, agents do not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Branch, User
from core.actors import Actor
from servicedesk.insights.calendars_urls import urlpatterns
from sla.models import BranchCalendar, Calendar, CalendarVersion
from sla.services.calendar_install import HOURS, WEEK
from sla.services.calendars import create_calendar, publish_version

SYSTEM = Actor.system("test")
PERSONAS = ("agent", "other_agent", "lead", "head", "branch_manager", "manager")
READ = (403, 403, 200, 200, 200, 200)
DECIDE = (403, 403, 403, 403, 403, 200)
SENT = (403, 403, 403, 403, 403, 302)
# Route: its arguments, what is sent (None: it is opened), and the answer for each persona.
TABLE: dict[str, tuple[tuple[Any, ...], dict[str, Any] | None, tuple[int, ...]]] = {
    "calendars": ((), None, READ),
    "calendar-new": ((), None, (403, 403, 403, 403, 200, 200)),
    "calendar-install": ((), {}, SENT),
    "calendar": (("office",), None, READ),
    "calendar-version": (("office", 1), None, READ),
    "calendar-edit": (("office",), None, DECIDE),
    "calendar-use": (("office",), {"branch": "default"}, SENT),
    "calendar-holidays": (("office",), {"country": "CN", "year": "2026"}, SENT),
    "calendar-import": (("office",), {}, (403, 403, 403, 403, 403, 422)),
    "calendar-take": (("office",), {"proposal": "forged"}, (403, 403, 403, 403, 403, 422)),
    "calendar-clocks": (("office", 1), None, DECIDE),
}


@pytest.fixture(autouse=True)
def version(branch: Branch, now: datetime) -> CalendarVersion:
    calendar = create_calendar(actor=SYSTEM, code="office", name="Office hours", now=now)
    return publish_version(
        actor=SYSTEM,
        calendar_id=calendar.pk,
        zone="Asia/Shanghai",
        weekly=WEEK,
        exceptions={"2025-12-31": [], "2026-12-31": []},
        notes={"2026-12-31": "Stocktaking"},
        reason="",
        base_number=0,
        now=now,
    )


@pytest.fixture
def boss(enter: Any, manager: User) -> Client:
    client: Client = enter(manager)
    return client


@pytest.mark.parametrize("route", TABLE)
@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_gets_what_it_may(
    request: pytest.FixtureRequest, enter: Callable[[User], Client], route: str, persona: str
) -> None:
    client = enter(request.getfixturevalue(persona))
    arguments, sent, answers = TABLE[route]
    address = reverse(f"insights:{route}", args=arguments)
    answer = client.get(address) if sent is None else client.post(address, sent)
    assert answer.status_code == answers[PERSONAS.index(persona)]
    if answer.status_code == 403:
        assert CalendarVersion.objects.count() == 1
        assert not Calendar.objects.filter(is_default=True).exists()


def test_every_address_has_a_row_and_asks_to_sign_in(db: None) -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE)
    for route, (arguments, sent, _answers) in TABLE.items():
        address = reverse(f"insights:{route}", args=arguments)
        assert (Client().get if sent is None else Client().post)(address).status_code == 302


def form(**changes: Any) -> dict[str, Any]:
    """The editor's form as it comes."""
    data: dict[str, Any] = {"zone": "Asia/Shanghai", "base": "1", "reason": "Winter"}
    for day in range(5):
        data |= {f"from-{day}": ["09:00", "13:30"], f"until-{day}": ["12:00", "18:00"]}
    return data | {"day": ["2026-12-31"], "hours": [""], "note": ["Stocktaking"]} | changes


def edit(client: Client, **changes: Any) -> Any:
    return client.post("/insights/calendars/office/edit/", form(**changes))


def test_the_page_shows_hours_exceptions_and_history(boss: Client) -> None:
    page = boss.get("/insights/calendars/office/").content.decode()
    assert "09:00–12:00, 13:30–18:00" in page
    assert "Stocktaking" in page
    assert "Load PRC holidays for 2026" in page
    assert "PRC, 2027: not published yet." in page


def test_publishing_keeps_past_years_and_says_why(boss: Client, manager: User) -> None:
    answer = edit(boss, **{"from-0": ["8"], "until-0": ["1730"], "hours": ["9-12"]})
    assert answer.status_code == 302
    newest = CalendarVersion.objects.get(number=2)
    assert newest.weekly[0] == [["08:00", "17:30"]]
    assert newest.exceptions == {"2025-12-31": [], "2026-12-31": [["09:00", "12:00"]]}
    assert (newest.reason, newest.made_by) == ("Winter", manager)


def test_the_same_again_publishes_nothing(boss: Client) -> None:
    assert edit(boss).status_code == 302
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"from-0": ["noon"], "until-0": ["18:00"]}, "Monday: enter times"),
        ({"hours": ["all day"]}, "2026-12-31: write hours like"),
        ({"day": ["31.12."]}, "Enter the date"),
        ({"day": ["2026-12-31"] * 2, "hours": ["", ""], "note": ["a", "b"]}, "there twice"),
        ({"zone": "Mars"}, "not a known time zone"),
        ({"reason": " ", "hours": ["09:00-10:00"]}, "Say why"),
        ({"base": "7", "hours": ["09:00-10:00"]}, "Version 1 was published"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(boss: Client, changes: Any, said: str) -> None:
    answer = edit(boss, **changes | {"note": ["Typed by me"] * len(changes.get("day", [""]))})
    page = answer.content.decode()
    assert answer.status_code in {409, 422}
    assert said in page
    assert "Typed by me" in page
    assert CalendarVersion.objects.count() == 1


def test_buttons_work_without_a_script_and_change_nothing_yet(boss: Client) -> None:
    assert edit(boss, step="add-5").content.decode().count('name="from-5"') == 1
    assert edit(boss, step="add-0").content.decode().count('name="from-0"') == 3
    assert edit(boss, step="drop-0-1").content.decode().count('name="from-0"') == 1
    copied = edit(boss, step="copy", **{"from-0": ["07:00"], "until-0": ["15:00"]}).content.decode()
    assert copied.count('value="07:00"') == 5
    assert edit(boss, step="row").content.decode().count('name="day"') == 2
    assert 'name="day"' not in edit(boss, step="forget-0").content.decode()
    assert CalendarVersion.objects.count() == 1


def months(answer: Any) -> list[tuple[str, int, bool]]:
    return [(month.name, len(month.rows), month.is_open) for month in answer.context["months"]]


def test_a_year_of_exceptions_stands_by_month_open_where_somebody_is_at_work(boss: Client) -> None:
    days = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-12-30", "2026-12-31"]
    year = {"day": days, "hours": [""] * 5, "note": [""] * 5}
    shut = [("October 2026", 3, False), ("December 2026", 2, False)]
    assert months(edit(boss, step="copy", **year)) == shut
    assert months(edit(boss, step="row", **year)) == [*shut, ("New exceptions", 1, True)]
    more = {"day": [*days, "2026-12-29"], "hours": [""] * 6, "note": [""] * 6}
    assert months(edit(boss, step="forget-1", **more))[0] == ("October 2026", 2, True)
    wrong = year | {"hours": ["", "", "", "", "all day"]}
    assert months(edit(boss, **wrong)) == [("October 2026", 3, False), ("December 2026", 2, True)]


def test_one_click_loads_the_years_holidays(boss: Client) -> None:
    address = reverse("insights:calendar-holidays", args=["office"])
    assert boss.post(address, {"country": "CN", "year": "2026"}).status_code == 302
    newest = CalendarVersion.objects.get(number=2)
    assert (newest.exceptions["2026-10-01"], newest.exceptions["2026-10-10"]) == ([], HOURS)
    refused = boss.post(address, {"country": "CN", "year": "2027"})
    assert refused.status_code == 409
    assert CalendarVersion.objects.count() == 2


def test_another_country_is_previewed_then_published(boss: Client) -> None:
    address = reverse("insights:calendar-holidays", args=["office"])
    page = boss.post(address, {"country": "DE", "year": "2026", "preview": "1"})
    assert "German Unity Day" in page.content.decode()
    assert CalendarVersion.objects.count() == 1
    take = reverse("insights:calendar-take", args=["office"])
    assert boss.post(take, {"proposal": page.context["parcel"], "reason": "DE"}).status_code == 302
    assert CalendarVersion.objects.get(number=2).exceptions["2026-10-03"] == []


def test_a_file_is_previewed_and_a_bad_one_refused(boss: Client) -> None:
    address = reverse("insights:calendar-import", args=["office"])
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:Trip", "DTSTART;VALUE=DATE:20261211"]
    content = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()
    page = boss.post(address, {"file": SimpleUploadedFile("days.ics", content)})
    assert "Trip" in page.content.decode()
    assert boss.post(address, {"file": SimpleUploadedFile("days.ics", b"hello")}).status_code == 422
    assert CalendarVersion.objects.count() == 1


def test_a_branch_manager_makes_one_for_the_own_branch(
    enter: Any, branch_manager: User, branch: Branch
) -> None:
    client = enter(branch_manager)
    facts = {"name": "North", "code": "north", "branch": branch.pk}
    assert client.post("/insights/calendars/new/", facts).status_code == 302
    assert BranchCalendar.objects.get(branch=branch).calendar.code == "north"
    assert client.get("/insights/calendars/north/edit/").status_code == 200
