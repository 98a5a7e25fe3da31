"""The daily root over all service logs leaves the house by mail (semantics, section 7)."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from notifications.services.roots import anchor_and_tell
from tests.notifications.conftest import Postbox, text_of
from tickets.models import Ticket
from tickets.services.anchor import known_roots


def test_management_keeps_the_root_that_lies_in_the_file(
    ticket: Ticket, manager: User, lead: User, postbox: Postbox, later: Callable[..., datetime]
) -> None:
    root = anchor_and_tell(now=later(hours=1))
    [mail] = postbox.to(manager.email)
    assert root.root in text_of(mail)
    assert known_roots() == [root]
    assert postbox.to(lead.email) == []


def test_a_mail_that_fails_leaves_the_file_as_proof(
    ticket: Ticket, manager: User, postbox: Postbox, later: Callable[..., datetime]
) -> None:
    postbox.replies = ["554 no"]
    root = anchor_and_tell(now=later(hours=1))
    assert postbox.mails == []
    assert known_roots() == [root]
