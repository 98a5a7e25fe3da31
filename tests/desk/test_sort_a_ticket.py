from datetime import datetime, timedelta

from accounts.models import User
from core.actors import Actor
from tests.desk.conftest import Take, codes, state_of
from tickets.models import Ticket
from tickets.services.appointments import make_appointment


def test_priority_is_set_and_confirmed(take: Take, ticket: Ticket) -> None:
    answer = take("priority", priority="normal")
    assert answer.status_code == 200
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.is_priority_confirmed) == ("normal", True)


def test_an_unknown_priority_is_refused(take: Take, ticket: Ticket) -> None:
    before = state_of(ticket)
    answer = take("priority", priority="highest")
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#handling"
    assert state_of(ticket) == before


def test_complexity_decides_which_promises_apply(take: Take, ticket: Ticket) -> None:
    """A2.2."""
    answer = take("complexity", complexity="complex", reason="Needs the maker")
    assert answer.status_code == 200
    metrics = {item["promise"].metric: item["promise"].state for item in answer.context["promises"]}
    assert metrics["plan"] == "running"
    assert metrics["initial_fix"] == "cancelled"


def test_another_person_becomes_the_owner(take: Take, ticket: Ticket, colleague: User) -> None:
    """A2.3."""
    answer = take("owner", owner=colleague.pk)
    ticket.refresh_from_db()
    assert ticket.owner == colleague
    assert "owner off duty" in answer.content.decode()


def test_the_same_owner_again_is_no_history(take: Take, ticket: Ticket, agent: User) -> None:
    before = ticket.last_number
    take("owner", owner=agent.pk)
    assert codes(ticket, before) == []


def test_somebody_of_another_branch_cannot_be_chosen(take: Take, ticket: Ticket, other_agent: User) -> None:
    before = state_of(ticket)
    assert take("owner", owner=other_agent.pk).status_code == 422
    assert state_of(ticket) == before


def test_sorting_leaves_the_editor_alone(take: Take) -> None:
    content = take("priority", priority="normal").content
    assert b'id="handling"' in content
    assert b'id="editor"' not in content


def test_the_type_is_corrected(take: Take, ticket: Ticket) -> None:
    """B1.1."""
    assert take("kind", kind="consultation").status_code == 200
    ticket.refresh_from_db()
    assert ticket.kind == "consultation"


def test_an_appointment_is_called_off_from_the_page(
    take: Take, ticket: Ticket, by_agent: Actor, now: datetime
) -> None:
    assert take("cancel-appointment", text="Not yet made.").status_code == 409
    at = now + timedelta(days=1)
    make_appointment(actor=by_agent, ticket_id=ticket.pk, at=at, text="He chose it.", now=now)
    answer = take("cancel-appointment", text="The part is not there.")
    assert answer.status_code == 200
    ticket.refresh_from_db()
    assert (ticket.state, ticket.appointment_at) == ("in_progress", None)
    assert "called off" in answer.content.decode()
