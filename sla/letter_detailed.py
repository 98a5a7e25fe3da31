"""Letter D, the detailed commitment: counted in minutes, working days and promised dates."""

from django.utils.translation import gettext_noop

from sla.letter_parts import HOUR, MINUTE, Letter, PromiseDraft
from sla.units import Unit
from tickets.choices import Complexity
from tickets.promises import Metric

GENERAL = {"complexity": [Complexity.GENERAL.value]}
COMPLEX = {"complexity": [Complexity.COMPLEX.value]}

DETAILED = Letter(
    code="D",
    title=gettext_noop("Detailed commitment to after-sales service"),
    clauses=(
        (
            "D0",
            gettext_noop(
                "We make this commitment in good faith to every customer of ours. Our name, legal "
                "representative, contact and address stand at its head, and it binds us from the day "
                "it is signed."
            ),
        ),
        (
            "D1",
            gettext_noop(
                "It holds for every request for after-sales service: technical support, repair and "
                "maintenance, consultation."
            ),
        ),
        (
            "D2.1",
            gettext_noop(
                "We answer requests that reach us by phone, e-mail, online service and every other "
                "way we offer."
            ),
        ),
        (
            "D2.1a",
            gettext_noop("To a general problem we respond within 30 minutes."),
        ),
        (
            "D2.1b",
            gettext_noop("To a complex problem we respond within 2 hours."),
        ),
        (
            "D2.2.1",
            gettext_noop(
                "When a request comes in we record what it is about, how the customer can be reached "
                "and how urgent it is."
            ),
        ),
        (
            "D2.2.2",
            gettext_noop(
                "Within 1 working day we analyse the problem and determine its nature and the "
                "department responsible."
            ),
        ),
        (
            "D2.2.3",
            gettext_noop(
                "Within 2 working days the customer has a solution from us, with a clear date by "
                "which it is done."
            ),
        ),
        (
            "D2.2.4",
            gettext_noop("The responsible department finishes the work by the date we promised."),
        ),
        (
            "D2.2.5",
            gettext_noop(
                "Afterwards we contact the customer ourselves, within 1 working day, make sure that "
                "the problem is fully solved and ask for an opinion."
            ),
        ),
        (
            "D2.3a",
            gettext_noop(
                "While a complex problem is open, the customer hears from us about its progress every "
                "working day."
            ),
        ),
        (
            "D2.3b",
            gettext_noop("At each stage of the work we report where it stands."),
        ),
        (
            "D2.3c",
            gettext_noop(
                "When a matter is closed we file a summary with its cause and its solution, and "
                "improve our process so that it does not happen again."
            ),
        ),
        (
            "D2.4",
            gettext_noop(
                "We ask customers regularly how satisfied they are. Where a customer is not satisfied "
                "we draw up an improvement plan for that case."
            ),
        ),
        (
            "D3.1",
            gettext_noop(
                "A department of its own is responsible for after-sales service. Its head reports to "
                "management directly, so that decisions are made fast."
            ),
        ),
        (
            "D3.2",
            gettext_noop("Service is managed by written standards, a fixed process and regular assessment."),
        ),
        (
            "D3.3",
            gettext_noop(
                "An information platform records every step by itself, dispatches requests by skill "
                "and load, and lets everybody concerned follow the progress."
            ),
        ),
        (
            "D3.4",
            gettext_noop(
                "Complaints about our service reach management, not the person complained about, and "
                "are followed up until they are settled."
            ),
        ),
    ),
    promises=(
        PromiseDraft("D2.1a", Metric.RESPONSE, 30 * MINUTE, GENERAL),
        PromiseDraft("D2.1b", Metric.RESPONSE, 2 * HOUR, COMPLEX),
        PromiseDraft("D2.2.2", Metric.DIAGNOSIS, 1, unit=Unit.WORKING_DAYS),
        PromiseDraft("D2.2.3", Metric.SOLUTION, 2, unit=Unit.WORKING_DAYS),
        PromiseDraft("D2.2.4", Metric.RESOLUTION, 0, unit=Unit.WORKING_DAYS),
        PromiseDraft("D2.2.5", Metric.FOLLOW_UP, 1, unit=Unit.WORKING_DAYS),
        PromiseDraft("D2.3a", Metric.PROGRESS_UPDATE, 0, COMPLEX, unit=Unit.WORKING_DAYS),
    ),
)
