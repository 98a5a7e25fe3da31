"""Several workers at once, and workers that die: one mail, and none lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction

from core.actors import Actor
from notifications.backoff import LEASE
from notifications.kinds import MessageState
from notifications.locks import claim
from notifications.mail.failures import DeliveryError
from notifications.models import Message
from notifications.services.delivery import deliver_due
from notifications.services.failure import note_failure
from sla.models import CommitmentVersion
from tests.notifications.conftest import Later, Postbox
from tickets.entries import Entry
from tickets.locks import lock_ticket
from tickets.models import Ticket
from tickets.services.log import record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

Result = TypeVar("Result")


@pytest.fixture
def message(letter: CommitmentVersion, ticket: Ticket) -> Message:
    """The confirmation of the registration, alone in the outbox."""
    Message.objects.exclude(kind="registered").delete()
    return Message.objects.get()


def at_once(*jobs: Callable[[], Result]) -> list[Result]:
    """Run the jobs in threads of their own that start together."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], Result]) -> Result:
        gate.wait(timeout=10)
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_many_workers_send_one_mail(postbox: Postbox, message: Message, later: Later) -> None:
    accepted = at_once(*[lambda: deliver_due(clock=lambda: later(seconds=1))] * 6)
    assert sorted(accepted) == [0, 0, 0, 0, 0, 1]
    assert len(postbox.mails) == 1


def test_sweeps_side_by_side_share_the_work_and_send_each_message_once(
    postbox: Postbox, letter: CommitmentVersion, ticket: Ticket, later: Later
) -> None:
    for number in range(20):
        copy = Message.objects.filter(kind="registered").first()
        assert copy is not None
        copy.pk, copy.header_id = None, f"<{number}@desk.example>"
        copy.save(force_insert=True)
    accepted = at_once(*[lambda: deliver_due(clock=lambda: later(seconds=1))] * 4)
    assert sum(accepted) == 22
    assert len({mail["Message-ID"] for mail in postbox.mails}) == len(postbox.mails) == 22


def test_no_lock_is_held_while_the_mail_server_thinks(
    postbox: Postbox, message: Message, ticket: Ticket, later: Later
) -> None:
    seen: list[str] = []

    def change_the_ticket_meanwhile() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '500ms'")
                lock_ticket(ticket.pk)
                seen.append(Message.objects.select_for_update(nowait=True).get(pk=message.pk).state)
        finally:
            connections.close_all()

    postbox.on_data = change_the_ticket_meanwhile
    assert deliver_due(clock=lambda: later(seconds=1)) == 1
    assert seen == [MessageState.SENDING]


def test_a_worker_that_died_before_sending_loses_nothing(
    postbox: Postbox, message: Message, later: Later
) -> None:
    claim(now=later(seconds=1))  # and then the process is gone
    assert deliver_due(clock=lambda: later(seconds=2)) == 0
    assert deliver_due(clock=lambda: later(seconds=1) + LEASE) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.ACCEPTED, 2)


def test_a_worker_that_died_after_sending_costs_at_most_a_recognisable_second_mail(
    postbox: Postbox, message: Message, later: Later
) -> None:
    deliver_due(clock=lambda: later(seconds=1))
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENDING, accepted_at=None, logged_at=None, next_attempt_at=later(seconds=1) + LEASE
    )
    deliver_due(clock=lambda: later(minutes=10))
    assert [mail["Message-ID"] for mail in postbox.mails] == [message.header_id] * 2


def test_a_slow_worker_whose_claim_lapsed_does_not_undo_what_another_did(
    postbox: Postbox, message: Message, later: Later
) -> None:
    slow = claim(now=later(seconds=1))
    assert slow is not None
    deliver_due(clock=lambda: later(seconds=1) + LEASE)
    note_failure(slow, failure=DeliveryError("smtp_550", is_permanent=True), now=later(minutes=9))
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.ACCEPTED, "")


def test_a_rolled_back_event_is_never_mailed(ticket: Ticket, later: Later) -> None:
    Message.objects.all().delete()
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        record(locked, actor=Actor.system("test"), entry=Entry.REOPENED, happened_at=later(seconds=1))
        assert Message.objects.exists()
        transaction.set_rollback(True)
    assert deliver_due(clock=lambda: later(hours=1)) == 0
    assert not Message.objects.exists()
