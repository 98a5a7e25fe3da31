"""Management erases words and files in two steps and prints the log with its last hash; both languages."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from accounts.models import User
from core.actors import Actor
from tests.browser.desk.conftest import OpenPage, SignedIn
from tickets.models import Ticket
from tickets.services.conversation import customer_writes
from tickets.tracking import token_for

WORDS = {
    "en-GB": {
        "erase": "Erase words and files",
        "all": "All of Wang Min",
        "why": "Why it is erased, without repeating it",
        "see": "See what will be erased",
        "do": "Erase for good",
        "gone": "Words erased on",
        "no_file": "File erased on",
        "hash": "The chain's last hash",
    },
    "zh-CN": {
        "erase": "擦除文字和文件",
        "all": "Wang Min的全部",
        "why": "擦除原因（不要重复原文）",
        "see": "查看将擦除的内容",
        "do": "永久擦除",
        "gone": "文字已于",
        "no_file": "文件已于",
        "hash": "链的最后哈希值",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_the_choice_to_the_print(
    language: str,
    size: str,
    signed_in: SignedIn,
    open_page: OpenPage,
    ticket: Ticket,
    manager: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    author = Actor.customer(ticket.customer_id, ticket.customer.name)
    file = SimpleUploadedFile("passport.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 2048)
    at = ticket.received_at
    customer_writes(actor=author, ticket_id=ticket.pk, text="The code is 4711.", files=[file], now=at)
    page = signed_in(f"/desk/tickets/{ticket.number}/?show=log", user=manager, language=language, size=size)
    shoot(page, f"desk-log-{size}-{language}")
    page.get_by_role("link", name=says["erase"]).click()
    page.get_by_role("link", name=says["all"]).click()
    page.get_by_label(says["why"]).fill("The customer asked for it.")
    check_accessible(page)
    shoot(page, f"desk-erase-{size}-{language}")
    page.get_by_role("button", name=says["see"]).click()
    for there in ("The code is 4711.", "passport.png"):
        expect(page.locator("main")).to_contain_text(there)
    check_accessible(page)
    shoot(page, f"desk-erase-asked-{size}-{language}")
    page.get_by_role("button", name=says["do"]).click()
    expect(page.locator("#timeline")).to_contain_text(says["gone"])
    expect(page.locator("#timeline")).to_contain_text(says["no_file"])
    for gone in ("4711", "passport.png"):
        expect(page.locator("#timeline")).not_to_contain_text(gone)
    check_accessible(page)
    shoot(page, f"desk-erased-{size}-{language}")

    page.goto(f"/desk/tickets/{ticket.number}/log/")
    expect(page.locator("main")).to_contain_text(says["hash"])
    check_accessible(page)
    shoot(page, f"desk-log-print-{size}-{language}")
    customer = open_page(f"/track/{token_for(ticket)}/print/", language=language, size=size)
    expect(customer.locator("main")).to_contain_text(says["gone"])
    check_accessible(customer)
    shoot(customer, f"portal-log-print-{size}-{language}")
