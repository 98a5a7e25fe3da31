"""What stands in the logs, and what must not."""

import logging
from typing import Any

import pytest
import structlog

from servicedesk.logs import logging_config


@pytest.fixture(params=[True, False])
def line(request: pytest.FixtureRequest) -> Any:
    """`line("text")`: what a handler would write, as in production and as in the embedded run."""
    was = structlog.get_config()
    options = dict(logging_config(level="INFO", is_json=request.param)["formatters"]["lines"])
    structlog.configure(**was)
    formatter = options.pop("()")(**options)

    def write(message: Any) -> str:
        return str(formatter.format(logging.LogRecord("django", logging.INFO, "", 0, message, (), None)))

    return write


@pytest.mark.parametrize(
    "address",
    [
        "/track/SECRET/solved/",
        "/received/SECRET/",
        "/matters/open/SECRET/",
        "/track/SECRET",
        "/confirm/SECRET/",
        "/accounts/password/reset/key/SECRET/",
    ],
)
def test_no_log_holds_a_private_link(line: Any, address: str) -> None:
    written = line(f"POST {address} refused")
    assert "SECRET" not in written
    assert address.partition("SECRET")[0] in written


def test_other_addresses_are_written_as_they_are(line: Any) -> None:
    assert "/desk/tickets/SR-26-K7M4Q2X/" in line("GET /desk/tickets/SR-26-K7M4Q2X/")
