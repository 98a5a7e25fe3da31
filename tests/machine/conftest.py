import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings

PRODUCTION = {
    "SERVICEDESK_ENV": "production",
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrst",
    "LOG_CHAIN_KEY": "c" * 50,
    "DATABASE_URL": "postgresql://desk:secret@127.0.0.1:1/desk",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://mail.example.com:587?tls=1",
    "BASE_URL": "https://desk.example.com",
    "ALLOWED_HOSTS": "desk.example.com",
    "DEFAULT_FROM_EMAIL": "desk@example.com",
    "ORGANISATION_NAME": "Example Service",
    "MEDIA_ROOT": "/srv/media",
    "LOG_ROOT_DIR": "/srv/anchors",
}
OURS = {
    *PRODUCTION,
    "SERVICEDESK_VAR",
    "PYTEST_CURRENT_TEST",
    "PYTEST_XDIST_WORKER",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # the browser tests of the same process set it
}
Manage = Callable[..., "subprocess.CompletedProcess[str]"]


def bare_environment() -> dict[str, str]:
    """The environment without anything this test run was given."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


@pytest.fixture
def manage() -> Manage:
    """Run a management command in a process and an environment of its own."""

    def run(*command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env=bare_environment() | variables,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def production() -> dict[str, str]:
    """Every variable a production start demands."""
    return dict(PRODUCTION)
