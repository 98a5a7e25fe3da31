"""`manage.py verify_clocks` proves clocks and ledger, and names what is not as the log says (section 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from sla.models import Breach, Clock, Firing
from tests.sla.conftest import FindClock
from tickets.models import Ticket

Do = Callable[..., Any]
Later = Callable[..., datetime]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tampered")]


def verify(*options: str) -> tuple[int, str]:
    """The exit status and what was said."""
    out = StringIO()
    try:
        call_command("verify_clocks", *options, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_what_was_never_touched_is_clean(ticket: Ticket, watch: Do, later: Later) -> None:
    watch(later(hours=5))
    assert verify() == (0, "No difference: the clocks of 1 tickets are what their log says.\n")


def test_a_deadline_that_was_changed_is_named(
    ticket: Ticket, watch: Do, clock: FindClock, later: Later
) -> None:
    watch(later(minutes=5))
    changed = clock("contact")
    Clock.objects.filter(pk=changed.pk).update(due_at=later(hours=3))
    status, said = verify()
    assert status == 1
    assert f"{ticket.number}: clock {changed.pk}: due_at is {later(hours=3)}, not {later(hours=2)}\n" in said
    assert "1 differences found.\n" in said


def test_a_firing_that_never_was_is_named(
    ticket: Ticket, watch: Do, clock: FindClock, now: datetime, later: Later
) -> None:
    watch(later(minutes=5))
    it = clock("contact")
    Firing.objects.create(clock=it, kind="warning", level=1, at=now, noticed_at=now)
    status, said = verify()
    assert (status, f"clock {it.pk}: warning 1 of {now} should not have fired" in said) == (1, True)


def test_a_breach_that_was_prettified_is_named(
    ticket: Ticket, watch: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    watch(later(hours=3))
    contact(later(hours=3))
    it = clock("contact")
    Breach.objects.filter(clock=it).update(late_seconds=1)
    status, said = verify()
    assert (status, f"breach of clock {it.pk}: late_seconds is 1, not 3600" in said) == (1, True)


def test_a_miss_that_a_finished_sweep_passed_over_is_named(
    ticket: Ticket, watch: Do, clock: FindClock, later: Later
) -> None:
    it = clock("contact")
    Clock.objects.filter(pk=it.pk).update(fires_at=later(days=9))
    watch(later(hours=1) - timedelta(seconds=1))
    watch(later(hours=3))
    status, said = verify()
    assert status == 1
    assert f"clock {it.pk}: warning of" in said


def test_only_what_has_grown_is_looked_at_anew_when_asked_for(
    ticket: Ticket, watch: Do, contact: Do, clock: FindClock, later: Later
) -> None:
    watch(later(minutes=5))
    assert verify("--new")[0] == 0
    Clock.objects.filter(pk=clock("initial_fix").pk).update(begun_at=later(minutes=1))
    assert verify("--new") == (0, "No difference: the clocks of 0 tickets are what their log says.\n")
    contact(later(minutes=10))
    assert verify("--new")[0] == 1
    assert verify("--new")[0] == 1
