import signal
import smtplib
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import Settings

from servicedesk.embedded.catcher.mails import newest_mails
from servicedesk.embedded.ports import listen, port_of
from servicedesk.embedded.processes import spawn, stop
from tests.machine.conftest import bare_environment

NASTY = "<p>修好了</p><script>alert(1)</script>"


@pytest.fixture
def mails(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_CATCHER_DIR = tmp_path / "mails"
    return tmp_path / "mails"


@pytest.fixture
def smtp(mails: Path, tmp_path: Path) -> Iterator[smtplib.SMTP]:
    """A client of a catcher that runs in a process of its own, as in the embedded run."""
    server = listen(18025, name="the test's catcher")
    catcher = spawn(
        [sys.executable, "-m", "servicedesk.embedded.catcher.server", str(server.fileno()), str(mails)],
        log=tmp_path / "catcher.log",
        env=bare_environment(),
        keep_open=[server.fileno()],
        cwd=project.BASE_DIR,
    )
    with smtplib.SMTP("127.0.0.1", port_of(server), timeout=20) as client:
        yield client
    stop(catcher, signal.SIGTERM)
    server.close()


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "desk@localhost", "li.na@example.com"
    message["Subject"] = "您的服务请求 SR-26-K7M4Q2"
    message.set_content("修好了 https://desk.example.com/track/abc/")
    message.add_alternative(NASTY, subtype="html")
    return message


def test_a_mail_sent_over_smtp_is_listed_and_readable(
    smtp: smtplib.SMTP, client: Client, mails: Path
) -> None:
    smtp.send_message(letter(), to_addrs=["li.na@example.com", "hidden@example.com"])
    listing = client.get("/mail/").content.decode()
    assert "您的服务请求 SR-26-K7M4Q2" in listing
    assert "hidden@example.com" in listing
    page = client.get(f"/mail/{newest_mails(mails)[0].name}/").content.decode()
    assert '<a href="https://desk.example.com/track/abc/"' in page
    assert "alert(1)" not in page


def test_the_html_of_a_mail_runs_no_script_and_asks_nobody(
    smtp: smtplib.SMTP, client: Client, mails: Path
) -> None:
    smtp.send_message(letter())
    answer = client.get(f"/mail/{newest_mails(mails)[0].name}/html/")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "修好了" in answer.content.decode()


@pytest.mark.parametrize("name", ["1", "..%2f..%2fsecrets", "1790000000000000000-abcdef"])
def test_a_mail_that_is_not_there_is_not_found(client: Client, mails: Path, name: str) -> None:
    assert client.get(f"/mail/{name}/").status_code == 404


def test_before_the_first_mail_the_page_says_so(client: Client, mails: Path) -> None:
    assert "No mail yet" in client.get("/mail/").content.decode()
