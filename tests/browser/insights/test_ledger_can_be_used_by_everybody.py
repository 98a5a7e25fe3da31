"""The ledger's pages in every size and theme and in Chinese: axe finds nothing, nothing scrolls sideways."""

from typing import Any

import pytest

from accounts.models import User
from sla.models import Breach
from tests.browser.insights.test_pages_can_be_used_by_everybody import LOOKS
from tickets.models import Ticket


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_list_and_entry(
    open_as: Any,
    check_accessible: Any,
    shoot: Any,
    manager: User,
    history: dict[str, Ticket],
    size: str,
    theme: str,
) -> None:
    contested = Breach.objects.order_by("pk").first()
    assert contested is not None
    Breach.objects.filter(pk=contested.pk).update(is_contested=True)
    for name, address in {"ledger": "", "breach": f"{contested.number}/"}.items():
        page = open_as(manager, f"/insights/ledger/{address}", size=size, theme=theme)
        shoot(page, f"{name}-{size}-{theme}")
        check_accessible(page)
        page.context.close()


def test_in_chinese(
    open_as: Any, check_accessible: Any, shoot: Any, manager: User, history: dict[str, Ticket]
) -> None:
    page = open_as(manager, "/insights/ledger/", size="phone", language="zh-CN")
    shoot(page, "ledger-zh")
    check_accessible(page)
    assert page.locator("h1").inner_text().startswith("违约台账")
