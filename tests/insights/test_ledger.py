"""Managers read what was missed, with its evidence, and decide about it; the entry stays (section 6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Branch, Role, User
from core.actors import Actor
from sla.models import Breach
from sla.services.sweep import sweep
from tests.conftest import make_staff
from tests.insights.story import CONTACT
from tickets.models import LogEntry, Ticket
from tickets.services.contacts import log_contact
from tickets.services.conversation import write_note

PERSONAS = ("agent", "other_agent", "lead", "head", "branch_manager", "manager")
READS = {"agent": 403, "other_agent": 403, "lead": 200, "head": 200, "branch_manager": 200, "manager": 200}
DECIDES = {"branch_manager", "manager"}


@pytest.fixture
def breach(register: Any, now: Any) -> Breach:
    """`contact` was due an hour ago, and nobody has called."""
    ticket = register(ago=timedelta(hours=3))
    sweep(now=now)
    return Breach.objects.get(ticket=ticket)


def address(breach: Breach) -> str:
    return reverse("insights:breach", args=[breach.number])


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_reads_what_it_may(
    request: pytest.FixtureRequest, enter: Any, breach: Breach, persona: str
) -> None:
    answer = enter(request.getfixturevalue(persona)).get(address(breach))
    assert answer.status_code == READS[persona]
    assert (b'name="excuse"' in answer.content) == (persona in DECIDES)


def test_the_list_names_the_breach_and_narrows(enter: Any, manager: User, breach: Breach) -> None:
    client = enter(manager)
    assert breach.number.encode() in client.get(reverse("insights:ledger")).content
    none = client.get(reverse("insights:ledger"), {"show": "excused"})
    assert breach.number.encode() not in none.content
    assert client.get(reverse("insights:ledger"), {"show": "nonsense"}).status_code == 200


def test_the_list_costs_the_same_for_any_number_of_breaches(
    enter: Any, manager: User, breach: Breach, register: Any, now: Any
) -> None:
    client = enter(manager)
    client.get(reverse("insights:ledger"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("insights:ledger"))
    for minute in range(5):
        register(ago=timedelta(hours=4, minutes=minute))
    sweep(now=now)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("insights:ledger"))
    assert len(many) == len(few)


def test_the_list_is_of_the_chosen_days_and_branch(
    enter: Any, manager: User, breach: Breach, branch: Branch, other_branch: Branch
) -> None:
    def listed(**choice: Any) -> bool:
        return breach.number.encode() in client.get(reverse("insights:ledger"), choice).content

    client = enter(manager)
    day = {"period": "custom", "since": "2026-01-05", "until": "2026-01-06"}
    assert listed(period="today")
    assert not listed(**day)
    assert listed(branch=branch.pk)
    assert not listed(branch=other_branch.pk)


def test_the_dashboard_leads_there_and_back_with_the_same_choice(
    enter: Any, manager: User, breach: Breach, branch: Branch
) -> None:
    choice = f"branch={branch.pk}&period=7"
    client = enter(manager)
    there, back = (f"{reverse(f'insights:{page}')}?{choice}" for page in ("ledger", "dashboard"))
    assert f'href="{escape(there)}"' in client.get(back).content.decode()
    page = client.get(there, {"branch": branch.pk, "period": "7", "show": "contested"}).content.decode()
    assert f'href="{escape(back)}"' in page
    assert '<input type="hidden" name="show" value="contested">' in page


def test_the_list_goes_on_with_the_same_choice(
    enter: Any, manager: User, breach: Breach, register: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(ago=timedelta(hours=4))
    sweep(now=now)
    monkeypatch.setattr("servicedesk.insights.ledger_pages.PER_PAGE", 1)
    client = enter(manager)
    first = client.get(reverse("insights:ledger"), {"period": "7"}).content.decode()
    second = client.get(reverse("insights:ledger"), {"period": "7", "page": 2}).content.decode()
    assert escape("?period=7&page=2") in first
    assert breach.number in first
    assert breach.number not in second


def test_the_page_of_an_entry_reads_its_evidence_only(
    enter: Any, manager: User, breach: Breach, agent: User, now: Any
) -> None:
    client = enter(manager)
    client.get(address(breach))
    with CaptureQueriesContext(connection) as few:
        client.get(address(breach))
    for _more in range(5):
        write_note(actor=Actor.user(agent), ticket_id=breach.ticket_id, text="Not of it.", now=now)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(breach))
    assert len(many) == len(few) <= 20
    assert [entry.number for entry, _words in page.context["proof"]] == breach.evidence
    (of_the_log,) = (q["sql"] for q in many.captured_queries if 'FROM "tickets_logentry"' in q["sql"])
    assert '"number" IN (' in of_the_log


def test_a_manager_excuses_with_reason_and_evidence(enter: Any, manager: User, breach: Breach) -> None:
    sent = {"excuse": "1", "reason": "The line was cut.", "evidence": "Notice 12"}
    page = enter(manager).post(address(breach), sent, follow=True).content.decode()
    breach.refresh_from_db()
    assert breach.excused_by == manager
    assert "The line was cut.<br>Notice 12" in page
    assert 'name="excuse"' not in page


def test_without_a_reason_nothing_changes_and_nothing_typed_is_lost(
    enter: Any, manager: User, breach: Breach
) -> None:
    answer = enter(manager).post(address(breach), {"excuse": "1", "evidence": "Notice 12"})
    breach.refresh_from_db()
    assert (answer.status_code, breach.excused_at) == (200, None)
    assert b"Notice 12" in answer.content


def test_who_comes_second_is_told_and_keeps_what_he_typed(enter: Any, manager: User, breach: Breach) -> None:
    client = enter(manager)
    client.post(address(breach), {"excuse": "1", "reason": "The line was cut."})
    second = client.post(address(breach), {"excuse": "1", "reason": "A storm."}).content.decode()
    assert "A storm." in second
    assert f"Breach {breach.number} has been excused before" in second


def test_a_lead_cannot_excuse_by_sending_the_form_himself(enter: Any, lead: User, breach: Breach) -> None:
    before = LogEntry.objects.count()
    assert enter(lead).post(address(breach), {"excuse": "1", "reason": "Mine."}).status_code == 403
    breach.refresh_from_db()
    assert (breach.excused_at, LogEntry.objects.count()) == (None, before)


def test_a_contested_breach_is_decided_on_its_page(
    enter: Any, manager: User, agent: User, breach: Breach, now: Any
) -> None:
    log_contact(
        actor=Actor.user(agent),
        ticket_id=breach.ticket_id,
        contact=CONTACT,
        happened_at=now - timedelta(hours=2),
        reason="noted on paper",
        now=now,
    )
    sent = {"decide": "1", "decision": "in_time", "reason": "The call is on the list."}
    page = enter(manager).post(address(breach), sent, follow=True).content.decode()
    breach.refresh_from_db()
    assert (breach.decision, breach.decided_by) == ("in_time", manager)
    assert "The call is on the list." in page
    for show, is_listed in {"decided": True, "contested": False}.items():
        listed = enter(manager).get(reverse("insights:ledger"), {"show": show}).content
        assert (breach.number.encode() in listed) == is_listed


@pytest.mark.parametrize("number", ["2026-0", "2026-", "1999-0001", "nonsense", f"2026-{10**22}"])
def test_what_is_not_in_the_ledger_is_not_found(enter: Any, manager: User, db: None, number: str) -> None:
    assert enter(manager).get(reverse("insights:breach", args=[number])).status_code == 404


def test_of_another_branch_it_is_not_found(enter: Any, other_branch: Branch, breach: Breach) -> None:
    other_lead = make_staff("far.lead", Role.LEAD, other_branch)
    assert enter(other_lead).get(address(breach)).status_code == 404
    assert Ticket.objects.filter(pk=breach.ticket_id).exists()
