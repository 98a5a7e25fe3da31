from datetime import timedelta
from typing import Any

from accounts.models import User


def test_says_that_nothing_is_running(enter: Any, lead: User) -> None:
    page = enter(lead).get("/insights/").content.decode()
    for words in (
        "No promise fell due in this period",
        "Nothing is at risk: no promise is running.",
        "Nothing that fell due today was missed.",
        "No promise is late now.",
        "Nothing is open.",
        "Nobody owns an open request, and nothing fell due in this period.",
    ):
        assert words in page


def test_says_when_the_next_deadline_is(enter: Any, lead: User, register: Any) -> None:
    register(ago=timedelta(minutes=20))
    page = enter(lead).get("/insights/").content.decode()
    assert "Nothing is at risk. The next deadline: " in page
    assert "Today, 14:00" in page


def test_an_empty_list_says_so(enter: Any, lead: User) -> None:
    page = enter(lead).get("/insights/tickets/", {"show": "at_risk"}).content.decode()
    assert "There is nothing of this kind now." in page
