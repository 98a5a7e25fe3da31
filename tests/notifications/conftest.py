"""A real mail server that does as told, and the road from an event to a delivered mail."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from core.actors import Actor
from notifications.kinds import Audience
from notifications.models import Message
from notifications.services.delivery import deliver_due
from sla.models import CommitmentVersion
from sla.services.letters import install_letter
from tickets.models import Ticket

Deliver = Callable[..., int]
Later = Callable[..., datetime]
KindsTold = Callable[[Ticket], list[str]]


@dataclass
class Postbox:
    """The next mail server. `replies` are its answers to the coming mails; without one it accepts.

    The reply "drop" hangs up instead of answering. `refuses_recipient` is the answer to every recipient.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    refuses_recipient: str = ""
    on_data: Callable[[], None] | None = None

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.refuses_recipient:
            return self.refuses_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.on_data is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.on_data)
        reply = self.replies.pop(0) if self.replies else "250 OK"
        if reply == "drop":
            server.transport.abort()
        if reply.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=modern))
        return reply

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"].addresses[0].addr_spec == address]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server on this machine, and our settings pointing at it."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    """Our settings point at a port where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture
def silent_mail_server(settings: Settings) -> Iterator[None]:
    """A server that takes the call and never says a word."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield


@pytest.fixture
def letter(db: None, now: datetime) -> CommitmentVersion:
    """Letter A, signed and in force."""
    return install_letter("A", actor=Actor.system("setup"), now=now)


@pytest.fixture
def deliver() -> Deliver:
    """`deliver(at)`: sweep the outbox with the clock standing at `at`."""
    return lambda at, **options: deliver_due(clock=lambda: at, **options)


@pytest.fixture
def portal() -> Actor:
    return Actor.system("portal")


@pytest.fixture
def to_customer() -> KindsTold:
    """The kinds of messages to the customer of a ticket, in order."""

    def kinds(ticket: Ticket) -> list[str]:
        rows = Message.objects.filter(ticket=ticket, audience=Audience.CUSTOMER).order_by("pk")
        return list(rows.values_list("kind", flat=True))

    return kinds
