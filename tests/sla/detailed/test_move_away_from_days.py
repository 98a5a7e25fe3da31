"""A letter without daily updates: with the customer's consent the days end, without it they go on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from core.actors import Actor
from sla.models import LIVE, Breach, Clock, CommitmentVersion
from sla.selectors.explain import explained_promises
from sla.services.consenting import Consent, move_ticket
from sla.services.drafting import clone_and_amend
from sla.services.moving import move_tickets
from sla.services.signing import sign_version
from tests.sla.world import SYSTEM
from tickets.choices import Complexity, ContactChannel
from tickets.models import Ticket

Do = Callable[..., Any]
Later = Callable[..., datetime]


@pytest.fixture
def without_days(letter: CommitmentVersion, later: Later) -> CommitmentVersion:
    """The next version of the letter, which promises no daily updates."""
    draft = clone_and_amend(actor=SYSTEM, version_id=letter.pk, now=later(minutes=10))
    CommitmentVersion.objects.filter(pk=draft.pk).update(reason="Fewer words.")
    draft.promises.filter(metric="progress_update").delete()
    return sign_version(actor=SYSTEM, version_id=draft.pk, now=later(minutes=10))


def days_running() -> list[Clock]:
    return list(Clock.objects.filter(LIVE, promise__metric="progress_update"))


@pytest.mark.parametrize("today", ["sent", "open", "missed"])
def test_with_consent_no_day_begins_any_more(
    ticket: Ticket,
    manager: User,
    classify: Do,
    send: Do,
    watch: Do,
    without_days: CommitmentVersion,
    later: Later,
    today: str,
) -> None:
    classify(later(minutes=11))
    if today == "sent":
        send("progress_update", later(hours=1))
    at = later(hours=8 if today == "missed" else 2)
    consent = Consent("Wang Min", later(hours=1), ContactChannel.CALL)
    facts: dict[str, Any] = {"ticket_id": ticket.pk, "version_id": without_days.pk, "now": at}
    move_ticket(actor=Actor.user(manager), consent=consent, **facts)
    for days in (1, 3):
        watch(later(days=days))
        assert days_running() == []
    missed = Breach.objects.filter(clock__promise__metric="progress_update").count()
    assert missed == (1 if today == "missed" else 0)
    assert all(steps for _promise, steps in explained_promises(ticket, now=later(days=3)))


def test_without_consent_the_days_go_on(
    ticket: Ticket, classify: Do, send: Do, watch: Do, without_days: CommitmentVersion, later: Later
) -> None:
    classify(later(minutes=11), Complexity.COMPLEX)
    send("progress_update", later(hours=1))
    move_tickets(actor=SYSTEM, version_id=without_days.pk, now=later(hours=2))
    watch(later(days=1))
    (today,) = days_running()
    assert (today.cycle, today.end_cause) == (2, "")
