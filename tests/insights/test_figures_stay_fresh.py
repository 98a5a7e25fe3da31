from datetime import timedelta
from typing import Any

from accounts.models import User
from tests.insights.reading import figures

HTMX = {"HX-Request": "true"}


def test_a_poll_gets_only_the_time_while_nothing_happened(
    enter: Any, lead: User, register: Any, travelled: Any, now: Any
) -> None:
    register(ago=timedelta(minutes=5))
    client = enter(lead)
    version = client.get("/insights/").context["version"]
    travelled.move_to(now + timedelta(seconds=15))
    answer = client.get("/insights/", {"v": version}, headers=HTMX)
    assert answer.headers["HX-Reswap"] == "none"
    assert "As of 12:20:15." in answer.content.decode()
    assert len(answer.content) < 500


def test_a_poll_gets_the_figures_when_something_happened(enter: Any, lead: User, register: Any) -> None:
    client = enter(lead)
    version = client.get("/insights/").context["version"]
    register(ago=timedelta(minutes=5))
    page = client.get("/insights/", {"v": version}, headers=HTMX).content.decode()
    assert "<html" not in page
    assert 'hx-swap-oob="true"' in page
    assert (1, "/insights/tickets/?show=open") in set(figures(page))
