"""A visit on the engineer's phone, planned, worked on and signed over a bad connection, in both languages
(B3.3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, Route, expect

from accounts.models import Customer, Leave, User
from core.actors import Actor
from tests.browser.desk.conftest import OpenPage, SignedIn
from tickets.choices import SignOff, State, VisitMode, VisitState
from tickets.entries import Entry
from tickets.models import Attachment, LogEntry, Ticket, Visit
from tickets.services.visits import VisitWish, plan_visit
from tickets.services.visits_handed_on import hand_on_visits
from tickets.tracking import token_for

WORDS = {
    "en-GB": {
        "plan": "Plan the visit",
        "accept": "Accept",
        "out": "I am on the way",
        "there": "I have arrived",
        "again": "Send again",
        "sign": "Signature",
        "leave": "Report and leave",
        "late": "pressed on the phone",
    },
    "zh-CN": {
        "plan": "安排服务",
        "accept": "接受",
        "out": "我已出发",
        "there": "我已到达",
        "again": "重新发送",
        "sign": "签名",
        "leave": "提交报告并离开",
        "late": "在手机上按下",
    },
}
ON_THE_WAY_THERE = [Entry.VISIT_ACCEPTED, Entry.VISIT_SET_OUT, Entry.VISIT_ARRIVED]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20
PHOTO = "gasket.png"
# How many forms have files in the phone's store.
FILES_KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("visits", 1);
  opening.onsuccess = () => {
    const counting = opening.result.transaction("files").objectStore("files").count();
    counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
  };
})"""
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_there(visit: Visit) -> date:
    """The day of its window where it takes place: late in the day of UTC it is the next one there."""
    assert visit.window_from is not None
    return visit.window_from.astimezone(ZoneInfo(visit.ticket.branch.zone)).date()


def plan(page: Page, colleague: User, begins: datetime, verb: str) -> None:
    """The agent plans it on the ticket's page."""
    begins = begins.astimezone(SHANGHAI)
    page.locator("#visit_owner").select_option(str(colleague.pk))
    page.locator("#visit_where").fill("1 Jinji Road, Pudong, Shanghai")
    page.locator("#visit_window_from").fill(f"{begins:%Y-%m-%dT%H:%M}")
    page.locator("#visit_window_until").fill(f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    page.locator("#visit_words").fill("Come in the morning.")
    page.locator("#visit_note").fill("Bring the big gasket.")
    page.get_by_role("button", name=verb).click()
    expect(page.locator("#visits .mini-promise")).to_have_count(1)


def lose_the_answer(route: Route) -> None:
    """The desk has done it, but the phone never learns of it."""
    route.fetch(max_redirects=0)
    route.abort("internetdisconnected")


def accept(page: Page, words: dict[str, str]) -> None:
    """Its answer is lost, and then the page: sent again by the next one, it is done once."""
    page.route("**/accept/", lose_the_answer)
    page.get_by_role("button", name=words["accept"], exact=True).click()
    expect(page.locator("#kept")).to_contain_text(words["accept"])
    with page.expect_event("requestfailed"):  # it sends by itself what waits, and loses that answer, too
        page.reload()
    expect(page.locator("#kept")).to_contain_text(words["accept"])
    page.unroute("**/accept/")
    page.get_by_role("button", name=words["again"]).click()
    expect(page.locator("#kept")).to_be_hidden()


def hasten(page: Page, words: dict[str, str]) -> None:
    """On the way and arrived are pressed at once, while the answer to the first is long in coming."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/set-out/", hold)
    out, there = (page.get_by_role("button", name=words[step]) for step in ("out", "there"))
    with page.expect_request("**/set-out/"):
        out.click()
    there.click()
    expect(there).to_be_disabled()
    held[0].continue_()


def until(page: Page, script: str) -> None:
    """Ask again and again from outside: within the page the content policy forbids what is made of text."""
    for _try in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never true: {script}")


def photograph(page: Page) -> None:
    """Without a connection; the phone keeps the photo."""
    page.context.set_offline(True)
    page.locator("#leave_photos").set_input_files(FilePayload(name=PHOTO, mimeType="image/png", buffer=PNG))
    until(page, f"({FILES_KEPT})().then((count) => count === 1)")
    page.context.set_offline(False)


def come_back(page: Page) -> None:
    """What was typed and chosen is there again."""
    page.clock.install()
    page.reload()
    expect(page.locator("#leave_measures")).to_have_value("Gasket replaced; heating ran for an hour.")
    until(page, f"document.querySelector('#leave_photos').files[0]?.name === '{PHOTO}'")


def wait_without_connection(page: Page, words: dict[str, str]) -> None:
    """He pressed it in the cellar; an hour and a quarter later there is a connection again, and the page is
    another one: the phone had closed it."""
    long_ago = timezone.now() - timedelta(hours=2)
    Visit.objects.update(planned_at=long_ago, accepted_at=long_ago, set_out_at=long_ago, arrived_at=long_ago)
    page.context.set_offline(True)
    page.get_by_role("button", name=words["leave"]).click()
    expect(page.locator("#kept")).to_contain_text(words["leave"])
    page.clock.fast_forward("01:15:00")
    page.route("**/leave/", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#kept")).to_contain_text(words["leave"])


def read_both_instants(page: Page, words: dict[str, str]) -> None:
    """The ticket tells when he left, and when the desk learned of it."""
    done = LogEntry.objects.get(entry=Entry.VISIT_DONE)
    assert timedelta(minutes=75) <= done.recorded_at - done.happened_at < timedelta(minutes=80)
    expect(page.locator("#main")).to_contain_text(words["late"])


def sign(page: Page) -> None:
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (-1) ** step * 25)
    page.mouse.up()


@pytest.fixture
def visit(ticket: Ticket, colleague: User, agent: User, now: datetime) -> Visit:
    """The colleague's, in a day."""
    begins = now + timedelta(days=1)
    window = begins, begins + timedelta(hours=2)
    wish = VisitWish(VisitMode.ON_SITE, colleague.pk, "1 Jinji Road", *window, "Fine with me.")
    return plan_visit(actor=Actor.user(agent), ticket_id=ticket.pk, wish=wish, now=now)


@pytest.mark.parametrize(("language", "theme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_a_visit_on_the_phone(
    language: str,
    theme: str,
    signed_in: SignedIn,
    open_page: OpenPage,
    colleague: User,
    ticket: Ticket,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    look: dict[str, Any] = {"size": "phone", "language": language, "theme": theme}
    words = WORDS[language]
    desk = signed_in(f"/desk/tickets/{ticket.number}/?tab=visit", **look)
    check_accessible(desk)
    shoot(desk, f"desk-visit-plan-{language}")
    plan(desk, colleague, now + timedelta(hours=2), words["plan"])
    shoot(desk, f"desk-visit-planned-{language}")
    ticket.refresh_from_db()
    assert ticket.state == State.SCHEDULED

    phone = signed_in("/desk/visits/", colleague, **look)
    check_accessible(phone)
    shoot(phone, f"desk-visits-{language}")
    phone.locator(".visit-line").click()
    check_accessible(phone)
    shoot(phone, f"desk-visit-{language}")
    address = phone.url

    accept(phone, words)
    hasten(phone, words)
    expect(phone.locator("#leave_cause")).to_be_visible()
    steps = LogEntry.objects.filter(entry__in=ON_THE_WAY_THERE).order_by("number")
    assert list(steps.values_list("entry", flat=True)) == ON_THE_WAY_THERE

    phone.locator("#leave_cause").fill("The gasket was worn")
    phone.locator("#leave_measures").fill("Gasket replaced; heating ran for an hour.")
    photograph(phone)
    come_back(phone)
    phone.get_by_text(words["sign"], exact=True).click()
    sign(phone)
    check_accessible(phone)
    shoot(phone, f"desk-visit-report-{language}")

    customer = open_page(f"/track/{token_for(ticket)}/", **look)
    expect(customer.locator("#visits")).to_contain_text(colleague.name)
    check_accessible(customer)
    shoot(customer, f"portal-visit-{language}")

    wait_without_connection(phone, words)
    check_accessible(phone)
    shoot(phone, f"desk-visit-offline-{language}")
    phone.unroute("**/leave/")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#report")).to_be_visible()
    shoot(phone, f"desk-visit-done-{language}")

    visit = Visit.objects.get()
    assert (phone.url, visit.state, visit.sign_off) == (address, VisitState.DONE, SignOff.SIGNATURE)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == [PHOTO, "signature.png"]
    later = signed_in(f"/desk/tickets/{ticket.number}/", **look)
    read_both_instants(later, words)
    shoot(later, f"desk-visit-told-late-{language}")
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('visit:'))") == []
    assert phone.evaluate(FILES_KEPT) == 0


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en-GB", "light", "desktop"), ("zh-CN", "dark", "phone")]
)
def test_a_visit_that_nobody_goes_to_is_seen(
    language: str,
    theme: str,
    size: str,
    signed_in: SignedIn,
    visit: Visit,
    lead: User,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    day = day_there(visit)
    Leave.objects.create(person=visit.engineer, from_on=day, until_on=day, planned_by=lead, planned_at=now)
    hand_on_visits(now=now)
    page = signed_in("/desk/alerts/", lead, language=language, theme=theme, size=size)
    for address, place in (
        ("/desk/alerts/", ".alerts .tone-risk"),
        (f"/desk/tickets/{visit.ticket.number}/", "#visits .tone-missed"),
        (f"/desk/visits/{visit.pk}/", ".banner.tone-missed:visible"),
    ):
        page.goto(address)
        expect(page.locator(place)).to_have_count(1)
        check_accessible(page)
        shoot(page, f"desk-visit-nobody-{address.split('/')[2]}-{language}")


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("en-GB", "dark", "phone"), ("zh-CN", "light", "desktop")]
)
def test_a_customer_without_mail_is_to_be_called_about_another_engineer(
    language: str,
    theme: str,
    size: str,
    signed_in: SignedIn,
    visit: Visit,
    agent: User,
    lead: User,
    now: datetime,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    Customer.objects.update(email="")
    day = day_there(visit)
    Leave.objects.create(
        person=visit.engineer, from_on=day, until_on=day, deputy=agent, planned_by=lead, planned_at=now
    )
    hand_on_visits(now=now)
    page = signed_in("/desk/alerts/", language=language, theme=theme, size=size)
    for address, place in (
        (f"/desk/tickets/{visit.ticket.number}/", "#visits a.tone-risk"),
        (f"/desk/visits/{visit.pk}/", ".banner.tone-risk:visible"),
    ):
        page.goto(address)
        expect(page.locator(place)).to_have_count(1)
        check_accessible(page)
        shoot(page, f"desk-visit-call-{address.split('/')[2]}-{language}")
