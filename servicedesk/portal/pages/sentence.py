"""Where things stand, in one sentence; and what comes next, in three."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.instants import long_instant
from sla.selectors.promises import PromiseView
from tickets.choices import Complexity, State
from tickets.models import Ticket
from tickets.selectors.merged import survivor_of

SENTENCES: Mapping[str, LazyText] = {
    State.REGISTERED: gettext_lazy("%(owner)s has your request and contacts you next."),
    State.IN_PROGRESS: gettext_lazy("%(owner)s is working on it."),
    State.WAITING_CUSTOMER: gettext_lazy("%(owner)s needs an answer from you."),
    State.SCHEDULED: gettext_lazy("The appointment is made. %(owner)s stays responsible."),
    State.RESOLVED: gettext_lazy("%(owner)s reports that it is solved. Please check."),
    State.CLOSED: gettext_lazy("This request is closed."),
}
FIRST_STEPS = (
    gettext_lazy("%(owner)s contacts you, goes through the need with you and confirms the priority."),
    gettext_lazy("You get a first solution, or a written plan with a date of completion if it is complex."),
    gettext_lazy("Then we ask you whether it is solved. Only you can confirm that."),
)
MERGED_STEPS = (
    gettext_lazy("Everything goes on under that number, and our promises count from your first message."),
    gettext_lazy("What you write here arrives there."),
)
COMPLEX_STEP = gettext_lazy("You get a written plan with the date when the work will be complete.")
STEPS: Mapping[str, tuple[LazyText, ...]] = {
    State.REGISTERED: FIRST_STEPS,
    State.IN_PROGRESS: FIRST_STEPS[1:],
    State.WAITING_CUSTOMER: (
        gettext_lazy("You answer below; the paused clocks go on at once."),
        *FIRST_STEPS[1:],
    ),
    State.SCHEDULED: FIRST_STEPS[2:],
    State.RESOLVED: (
        gettext_lazy("You check it and answer above."),
        gettext_lazy("If it is not solved, the request opens again and the clocks start at once."),
        gettext_lazy("If it is, the request is closed; you can still read everything here."),
    ),
    State.CLOSED: (gettext_lazy("If it comes back, say so here: the request opens again."),),
}


def sentence_now(ticket: Ticket, upcoming: PromiseView | None, now: datetime) -> str:
    """The miss first and plainly; else the state in the customer's words."""
    if ticket.merged_into is not None:
        number = survivor_of(ticket).number
        return _("This request is followed under number %(number)s, together with your other one.") % {
            "number": number
        }
    if upcoming and upcoming.tone == "missed" and upcoming.due_at:
        facts = {
            "promise": upcoming.short,
            "due": long_instant(upcoming.due_at, now),
            "owner": ticket.owner.name,
        }
        return _("We are late: %(promise)s was promised by %(due)s. %(owner)s is responsible for it.") % facts
    if ticket.state == State.CLOSED and ticket.confirmed_at:
        facts = {"when": long_instant(ticket.confirmed_at, now)}
        return _("You confirmed that it is solved: %(when)s.") % facts
    return str(SENTENCES[ticket.state]) % {"owner": ticket.owner.name}


def steps_ahead(ticket: Ticket) -> list[str]:
    """What happens next, in the order it happens."""
    steps = STEPS[ticket.state] if ticket.merged_into_id is None else MERGED_STEPS
    if ticket.complexity == Complexity.COMPLEX:
        steps = tuple(COMPLEX_STEP if step == FIRST_STEPS[1] else step for step in steps)
    return [str(step) % {"owner": ticket.owner.name} for step in steps]
