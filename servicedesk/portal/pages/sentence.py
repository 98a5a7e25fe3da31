"""Where things stand, in one sentence; and what comes next, in three."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.instants import long_instant
from sla.selectors.promises import PromiseView
from tickets.choices import Complexity, Standing
from tickets.models import Ticket
from tickets.selectors.merged import survivor_of

SENTENCES: Mapping[str, LazyText] = {
    Standing.REGISTERED: gettext_lazy("%(owner)s has your request and contacts you next."),
    Standing.IN_PROGRESS: gettext_lazy("%(owner)s is working on it."),
    Standing.WAITING_CUSTOMER: gettext_lazy("%(owner)s needs an answer from you."),
    Standing.SCHEDULED: gettext_lazy("The appointment is made. %(owner)s stays responsible."),
    Standing.RESOLVED: gettext_lazy("%(owner)s reports that it is solved. Please check."),
    Standing.CONFIRMED: gettext_lazy(
        "You confirmed that it is solved. %(owner)s still writes the closing summary."
    ),
    Standing.CLOSED: gettext_lazy("This request is closed."),
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
    Standing.REGISTERED: FIRST_STEPS,
    Standing.IN_PROGRESS: FIRST_STEPS[1:],
    Standing.WAITING_CUSTOMER: (
        gettext_lazy("You answer below; the paused clocks go on at once."),
        *FIRST_STEPS[1:],
    ),
    Standing.SCHEDULED: FIRST_STEPS[2:],
    Standing.RESOLVED: (
        gettext_lazy("You check it and answer above."),
        gettext_lazy("If it is not solved, the request opens again and the clocks start at once."),
        gettext_lazy("If it is, the request is closed; you can still read everything here."),
    ),
    Standing.CONFIRMED: (
        gettext_lazy("%(owner)s files the summary: cause, solution, and what keeps it from coming back."),
        gettext_lazy("Then the request is closed; you can still read everything here."),
    ),
    Standing.CLOSED: (gettext_lazy("If it comes back, say so here: the request opens again."),),
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
    if ticket.standing is Standing.CLOSED and ticket.confirmed_at:
        facts = {"when": long_instant(ticket.confirmed_at, now)}
        return _("You confirmed that it is solved: %(when)s.") % facts
    return str(SENTENCES[ticket.standing]) % {"owner": ticket.owner.name}


def steps_ahead(ticket: Ticket) -> list[str]:
    """What happens next, in the order it happens."""
    steps = STEPS[ticket.standing] if ticket.merged_into_id is None else MERGED_STEPS
    if ticket.complexity == Complexity.COMPLEX:
        steps = tuple(COMPLEX_STEP if step == FIRST_STEPS[1] else step for step in steps)
    return [str(step) % {"owner": ticket.owner.name} for step in steps]
