"""A committed message leaves within moments; a broker that is down costs little and loses nothing."""

import time
from datetime import datetime

import pytest
import time_machine
from celery import Celery
from django.conf import settings
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from core.actors import Actor
from notifications import nudge as nudging
from notifications import tasks
from notifications.kinds import MessageState
from notifications.models import Message
from notifications.services.delivery import deliver_due
from notifications.tasks import sweep_outbox
from sla.models import CommitmentVersion
from tests.notifications.conftest import Later, Postbox, free_port
from tests.plugins.worker import Starter, wait_for
from tickets.models import Ticket
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our Celery application with the address of a broker that does not answer."""
    lonely = Celery("lonely", broker=f"redis://127.0.0.1:{free_port()}/0", set_as_current=False)
    lonely.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(nudging, "current_app", lonely)
    monkeypatch.setattr(nudging, "_rest_until", 0.0)


@pytest.mark.slow
@pytest.mark.external
@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_the_mail_as_soon_as_the_registration_is_committed(
    celery_worker: Starter,
    postbox: Postbox,
    request_facts: ServiceRequest,
    agent: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nudging, "_rest_until", 0.0)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    celery_worker("delivery")
    ticket = register_ticket(actor=Actor.system("portal"), request=request_facts, now=timezone.now())
    wait_for(lambda: not Message.objects.exclude(state=MessageState.ACCEPTED).exists())
    assert len(postbox.to(ticket.customer.email)) == 1
    wait_for(lambda: ticket.log.filter(entry="message_accepted").exists())


@pytest.mark.django_db
def test_without_a_broker_the_request_succeeds_quickly_and_the_sweep_delivers(
    no_broker: None,
    postbox: Postbox,
    letter: CommitmentVersion,
    request_facts: ServiceRequest,
    agent: User,
    now: datetime,
    later: Later,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    begun = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        register_ticket(actor=Actor.system("portal"), request=request_facts, now=now)
    assert len(callbacks) == 1
    assert time.monotonic() - begun < 2
    assert deliver_due(clock=lambda: later(seconds=5)) == 2


@pytest.mark.django_db
def test_the_periodic_task_delivers_what_is_due(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, later: Later
) -> None:
    with time_machine.travel(later(seconds=1)):
        assert sweep_outbox() == 2
    assert len(postbox.mails) == 2


@pytest.fixture
def published(db: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that are asked for from now on, instead of asking."""
    runs: list[str] = []
    monkeypatch.setattr(nudging, "_rest_until", 0.0)
    monkeypatch.setattr(nudging, "_publish", lambda: runs.append(nudging.TASK))
    return runs


def test_one_run_that_is_coming_is_enough_until_it_begins(published: list[str]) -> None:
    nudging.nudge()
    nudging.nudge(nudging.A_RUN)
    assert len(published) == 1
    nudging.begin_run()
    nudging.nudge()
    assert len(published) == 2


def test_many_messages_need_more_than_the_run_that_is_coming(published: list[str]) -> None:
    nudging.nudge()
    nudging.nudge(2 * nudging.A_RUN + 1)
    assert len(published) == 1 + 2


def test_a_full_run_asks_for_the_next_one(
    published: list[str],
    postbox: Postbox,
    letter: CommitmentVersion,
    ticket: Ticket,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "A_RUN", 2)
    with time_machine.travel(later(seconds=1)):
        assert sweep_outbox() == 2
        assert len(published) == 1
        assert sweep_outbox() == 0
    assert len(published) == 1
