"""Two people on one ticket: each sees that the other looks or writes, and nothing moves for it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

LOOKS = {"en-GB": "Ma Li is looking at this request", "zh-CN": "Ma Li 正在查看此事项"}
SAID = {"en-GB": "Ma Li is writing: Note", "zh-CN": "Ma Li 正在撰写：备注"}


@pytest.mark.parametrize(
    "look",
    [
        {"language": "en-GB", "size": "desktop", "theme": "light"},
        {"language": "zh-CN", "size": "phone", "theme": "dark"},
    ],
)
def test_the_one_sees_that_the_other_looks_and_writes(
    look: dict[str, str],
    signed_in: SignedIn,
    ticket: Ticket,
    colleague: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    address = f"/desk/tickets/{ticket.number}/"
    mine = signed_in(address, **look)
    his = signed_in(f"{address}?tab=note", colleague, **look)
    place = mine.locator("#editor").bounding_box()
    looking = mine.locator("#looking")
    expect(looking).to_have_text(LOOKS[look["language"]])
    check_accessible(mine)
    shoot(mine, f"desk-looking-{look['size']}")
    his.locator("#note_text").press_sequentially("The valve is known.")
    writing = mine.locator("#writing")
    expect(writing).to_contain_text(SAID[look["language"]])
    expect(looking).to_be_empty()
    assert mine.locator("#editor").bounding_box() == place
    check_accessible(mine)
    shoot(mine, f"desk-writing-{look['size']}")
    his.keyboard.press("Control+Enter")
    expect(mine.locator("#timeline")).to_contain_text("The valve is known.")
    expect(writing).to_be_empty()
    expect(looking).to_have_text(LOOKS[look["language"]])
    his.close()
    expect(looking).to_be_empty(timeout=15_000)
