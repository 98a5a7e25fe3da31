"""The watch as it runs: a Celery worker takes the task from its own queue."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from sla.models import Breach
from sla.selectors.sweeps import last_sweep_at
from sla.services.letters import install_letter
from sla.tasks import sweep_clocks
from tests.plugins.worker import wait_for
from tests.sla.conftest import SYSTEM
from tickets.services.registration import ServiceRequest, register_ticket


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_a_worker_records_the_breach_and_marks_that_it_has_swept(
    celery_worker: Callable[..., Any],
    ladder: dict[str, User],  # there to be told
    request_facts: ServiceRequest,
) -> None:
    received_at = timezone.now() - timedelta(hours=3)
    install_letter("A", actor=SYSTEM, now=received_at - timedelta(days=1))
    ticket = register_ticket(actor=SYSTEM, request=request_facts, now=received_at)
    celery_worker("clocks")
    sweep_clocks.delay()
    wait_for(lambda: last_sweep_at() is not None)
    breach = Breach.objects.get(ticket=ticket)
    assert breach.due_at < breach.noticed_at
    last = last_sweep_at()
    assert last is not None
    assert timezone.now() - last < timedelta(minutes=1)
