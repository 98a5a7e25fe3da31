"""The house rules: what departments promise each other (A3.4). Internal, so no customer is shown them."""

from django.utils.translation import gettext_noop

from sla.ladders import HOUSE
from sla.letter_parts import Letter, PromiseDraft
from sla.units import Unit
from tickets.promises import Metric

HOUSE_RULES = Letter(
    code="HOUSE",
    title=gettext_noop("House rules for departments that work together"),
    clauses=(
        (
            "H1",
            gettext_noop(
                "A department that is asked for something has it done by the time set for it, or returns it"
                " with the reason. Whoever hands a matter on passes on what the next one has to know."
            ),
        ),
    ),
    promises=(PromiseDraft("H1", Metric.DEPARTMENT_TASK, 0, unit=Unit.WORKING_DAYS),),
    ladders=HOUSE,
    is_internal=True,
)
