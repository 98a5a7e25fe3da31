from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.insights.story import history, letter, register

__all__ = ["history", "letter", "register"]

OpenAs = Callable[..., Page]


@pytest.fixture
def now() -> datetime:
    """The browser lives in the real time, so these tests do too."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def open_as(contexts: Callable[..., BrowserContext], live_server: LiveServer) -> OpenAs:
    """Open an address as a member of staff who is signed in already."""

    def open_(user: User, address: str, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = contexts(**options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(address)
        return page

    return open_
