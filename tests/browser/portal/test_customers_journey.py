"""A customer's way through the portal, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from accounts.models import Product, Purchase, User
from core.actors import Actor
from sla.services.draft_promises import PromiseFacts, set_promise
from sla.services.letters import draft_letter
from sla.services.signing import sign_version
from tests.endings import resolve_ticket
from tickets.models import Ticket
from tickets.services.conversation import send_reply

OpenPage = Callable[..., Page]
Link = Callable[..., str]
Shoot = Callable[[Page, str], None]

PNG = bytes.fromhex("89504e470d0a1a0a")
PROBLEM = "Outdoor unit stops after ten minutes, display shows E4. No heating in two treatment rooms."


def fill_in(page: Page, **fields: str) -> None:
    page.get_by_label("What is the problem?").fill(PROBLEM)
    page.get_by_label("Product or serial number").fill("KX48-2211-0937")
    page.get_by_label("Repair and maintenance").check()
    page.get_by_label("People or work are stopped").check()
    page.get_by_label("Your name").fill("Wang Min")
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)


JOURNEY = {
    "en-GB": {
        "kind": "Repair and maintenance",
        "impact": "People or work are stopped",
        "send": "Send request",
        "sent": "We have your request",
        "follow": "Follow your request",
        "message": "Your message",
        "say": "Send",
        "asked": "Is it solved?",
        "solved": "Yes, it is solved",
        "rating": "Very good",
        "more": "Anything to add?",
        "confirm": "Confirm and send",
        "confirmed": "You confirmed that it is solved",
    },
    "zh-CN": {
        "kind": "维修保养",
        "impact": "人员或工作已受阻",
        "send": "提交申请",
        "sent": "您的申请已收到",
        "follow": "查看进度",
        "message": "您的留言",
        "say": "发送",
        "asked": "问题解决了吗？",
        "solved": "是，已解决",
        "rating": "很满意",
        "more": "还想说什么？",
        "confirm": "确认并提交",
        "confirmed": "您已确认问题解决",
    },
}


def ask(page: Page, says: dict[str, str]) -> None:
    """The form filled in and sent; on a phone it asks one thing at a time."""
    go_on = page.locator(".go .primary:visible")
    is_stepwise = page.get_by_role("button", name=says["send"]).is_hidden()
    page.locator("#id_problem").fill(PROBLEM)
    if is_stepwise:
        go_on.click()
    page.get_by_label(says["kind"]).check()
    page.get_by_label(says["impact"]).check()
    if is_stepwise:
        go_on.click()
    for name, value in {"name": "Wang Min", "email": "min.wang@riverside.example"}.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_role("button", name=says["send"]).click()


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("en-GB", "desktop", "light"), ("zh-CN", "phone", "dark")]
)
def test_from_the_form_to_the_rating(
    open_page: OpenPage, house: User, shoot: Shoot, language: str, size: str, theme: str
) -> None:
    says = JOURNEY[language]
    page = open_page("/", language=language, size=size, theme=theme)
    ask(page, says)
    expect(page).to_have_url(re.compile("/received/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(says["sent"])
    ticket = Ticket.objects.get()
    assert ticket.is_verified
    assert ticket.customer.zone == "Asia/Shanghai"
    shoot(page, f"received-{language}")

    page.get_by_role("link", name=says["follow"]).click()
    expect(page.locator("#say")).to_contain_text(house.name)

    actor = Actor.user(house)
    send_reply(actor=actor, ticket_id=ticket.pk, text="We test the board now.", now=timezone.now())
    expect(page.locator("#timeline")).to_contain_text("We test the board now.")  # without a reload

    page.get_by_label(says["message"]).fill("Come any time from 08:00.")
    page.get_by_role("button", name=says["say"], exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("Come any time from 08:00.")

    resolve_ticket(actor=actor, ticket_id=ticket.pk, text="Board replaced.", now=timezone.now())
    expect(page.get_by_role("heading", name=says["asked"])).to_be_visible()
    page.get_by_label(says["solved"]).check()
    page.get_by_text(says["rating"]).click()
    page.get_by_label(says["more"]).fill("Quick and friendly.")
    shoot(page, f"track-confirm-chosen-{language}")
    page.get_by_role("button", name=says["confirm"]).click()
    expect(page.locator("#say")).to_contain_text(says["confirmed"])
    ticket.refresh_from_db()
    assert (ticket.state, ticket.rating) == ("closed", 5)


def test_what_is_being_typed_survives_the_poll(open_page: OpenPage, link: Link, act: dict[str, Any]) -> None:
    page = open_page(link())
    page.get_by_text("Why this deadline?").first.click()
    page.get_by_label("Your message").fill("Half a sent")
    send_reply(**act, text="News for you.")
    expect(page.locator("#timeline")).to_contain_text("News for you.")
    expect(page.get_by_label("Your message")).to_have_value("Half a sent")
    expect(page.get_by_label("Your message")).to_be_focused()
    expect(page.locator("details[open]")).to_have_count(1)


def test_what_is_left_counts_down_by_itself(contexts: Callable[..., BrowserContext], link: Link) -> None:
    page = contexts().new_page()
    page.clock.install()
    page.goto(link())
    badge = page.locator("#promises .badge").first
    expect(badge).to_have_text(re.compile("^(59 min|1 h) left"))
    page.clock.fast_forward("30:00")
    expect(badge).to_have_text(re.compile("^(29|30) min left"))
    page.clock.fast_forward("31:00")
    expect(badge).to_have_text("due now")


def test_errors_take_the_focus_and_lead_to_their_fields(
    open_page: OpenPage, house: User, shoot: Shoot
) -> None:
    page = open_page("/")
    fill_in(page, phone="138 00")
    page.locator("#id_problem").fill("")
    page.get_by_role("button", name="Send request").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things need your attention")
    expect(page.get_by_label("Your name")).to_have_value("Wang Min")
    expect(page.get_by_label("People or work are stopped")).to_be_checked()
    shoot(page, "form-errors")
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_problem")).to_be_focused()
    assert not Ticket.objects.exists()


def test_on_a_phone_one_thing_at_a_time(
    open_page: OpenPage, house: User, shoot: Shoot, check_accessible: Callable[[Page], None]
) -> None:
    page = open_page("/", size="phone")
    go_on = page.locator(".go .primary:visible")
    problem = page.get_by_label("What is the problem?")
    expect(page.get_by_text("Step 1 of 3")).to_be_visible()
    go_on.click()  # nothing said yet: the step stays, and says why
    expect(problem).to_be_visible()
    assert problem.evaluate("field => field.validationMessage").startswith("Say what the problem is")
    problem.fill(PROBLEM)
    photo = page.locator("#id_attachments_photo")
    expect(photo).to_have_attribute("accept", "image/*")
    expect(photo).to_have_attribute("capture", "environment")
    picture: FilePayload = {"name": "label.png", "mimeType": "image/png", "buffer": PNG}
    photo.set_input_files(picture)
    expect(page.locator(".chosen")).to_have_text("label.png")
    shoot(page, "form-step-1-phone-light")
    check_accessible(page)
    go_on.click()

    expect(page.get_by_text("Step 2 of 3")).to_be_visible()
    expect(problem).to_be_hidden()
    page.get_by_label("Repair and maintenance").check()
    go_on.click()
    expect(page.get_by_text("Step 2 of 3")).to_be_visible()
    page.get_by_label("People or work are stopped").check()
    shoot(page, "form-step-2-phone-light")
    check_accessible(page)
    go_on.click()
    expect(page.locator("#pledge")).to_contain_text("We will contact you by")  # before it is sent
    shoot(page, "form-step-3-phone-light")
    check_accessible(page)
    page.go_back()
    expect(page.get_by_label("Repair and maintenance")).to_be_checked()
    go_on.click()
    page.get_by_label("Your name").fill("Wang Min")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing needs your attention")
    expect(problem).to_be_visible()  # with errors everything is shown
    page.locator("#id_phone").fill("138 0013 8000")
    page.locator("#id_attachments_photo").set_input_files(picture)
    page.get_by_role("button", name="Send request").click()
    expect(page).to_have_url(re.compile("/received/"))
    assert Ticket.objects.get().attachments.count() == 1


def test_a_serial_number_is_recognised_while_it_is_typed(
    open_page: OpenPage, house: User, asked: Ticket
) -> None:
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump")
    Purchase.objects.create(customer=asked.customer, product=product, serial="KX48-2211-0937")
    page = open_page("/")
    field = page.get_by_label("Product or serial number")
    before = page.locator("#id_kind").bounding_box()
    field.press_sequentially("KX48-2211-0937", delay=20)
    expect(page.get_by_role("status").filter(has_text="KX-48 heat pump")).to_be_visible()
    assert page.locator("#id_kind").bounding_box() == before  # nothing moves
    field.press_sequentially("1")
    expect(page.get_by_text("KX-48 heat pump")).to_have_count(0)


def test_the_promise_is_computed_again_when_the_answer_changes(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    with page.expect_response(re.compile("/pledge/")) as answer:
        page.get_by_label("It works, but badly").check()
    assert "impact=degraded" in answer.value.url
    assert "problem" not in answer.value.url
    expect(page.locator("#pledge")).to_contain_text("We will contact you by")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_another_promise_for_another_answer_moves_nothing(
    size: str, language: str, open_page: OpenPage, agent: User, manager: User, now: datetime
) -> None:
    """Only what stops people is promised a date of completion, which takes two lines more."""
    lead = Actor.user(manager)
    draft = draft_letter("A", actor=lead, now=now)
    terms: dict[str, Any] = {"agreed": 4 * 3600, "limit": 8 * 3600, "applies_to": {"priority": ["urgent"]}}
    urgent = PromiseFacts(clause="9", metric="solution", **terms)
    set_promise(actor=lead, version_id=draft.pk, facts=urgent)
    sign_version(actor=lead, version_id=draft.pk, now=now)
    page = open_page("/#step-3", size=size, language=language)
    pledge, heights, said = page.locator("#pledge"), set(), set()
    for impact in ("stopped", "question", "degraded", "stopped"):
        with page.expect_response(re.compile(f"/pledge/.*impact={impact}")):
            page.locator(f"input[name=impact][value={impact}]").dispatch_event("click")
        expect(page.locator("#pledge.htmx-request")).to_have_count(0)
        box = pledge.bounding_box()
        assert box is not None
        heights.add(box["height"])
        said.add(len(pledge.inner_text()))
    assert len(said) == 2
    assert len(heights) == 1


def test_two_quick_clicks_make_one_request(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    fill_in(page, phone="138 0013 8000")
    page.get_by_role("button", name="Send request").dblclick()
    expect(page).to_have_url(re.compile("/received/"))
    assert Ticket.objects.count() == 1


def test_chosen_files_are_named(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    label: FilePayload = {"name": "标签.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    page.locator("#id_attachments").set_input_files(label)
    expect(page.locator(".chosen")).to_have_text("标签.jpg")


def test_the_switch_changes_the_language_and_stays(open_page: OpenPage, house: User) -> None:
    page = open_page("/")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


@pytest.mark.parametrize("language", ["zh-CN", "de-DE"])
def test_the_browsers_language_is_the_pages(open_page: OpenPage, house: User, language: str) -> None:
    expected = "zh-hans" if language == "zh-CN" else "en"
    expect(open_page("/", language=language).locator("html")).to_have_attribute("lang", expected)
