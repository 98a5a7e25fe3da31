from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from core.actors import Actor
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tests.conftest import PASSWORD

OpenPage = Callable[..., Page]
SignedIn = Callable[..., Page]


@pytest.fixture
def now() -> datetime:
    """A browser lives in the present: the tickets of these tests come in now."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def letter(transactional_db: None, manager: User, now: datetime) -> CommitmentVersion:
    """The special commitment, in force since yesterday."""
    yesterday = now - timedelta(days=1)
    return install_letter("A", actor=Actor.user(manager), effective_from=yesterday, now=yesterday)


@pytest.fixture
def signed_in(open_page: OpenPage, agent: User) -> SignedIn:
    """`signed_in("/desk/", size="phone")`: a page of the agent's, or of `user`'s, who came by the sign-in."""

    def page(address: str, user: User = agent, **options: Any) -> Page:
        opened = open_page(f"/accounts/login/?next={address}", **options)
        opened.locator("input[name=login]").fill(user.email)
        opened.locator("input[name=password]").fill(PASSWORD)
        opened.locator("input[name=password]").press("Enter")
        opened.wait_for_url(f"**{address}")
        return opened

    return page
