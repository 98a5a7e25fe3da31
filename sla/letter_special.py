"""Letter A, the special commitment, and its demonstration in seconds."""

from django.utils.translation import gettext_noop

from sla.letter_parts import HOUR, Letter, PromiseDraft
from tickets.choices import Complexity
from tickets.promises import Metric


def contact_fix_plan(contact: int, initial_fix: int, plan: int) -> tuple[PromiseDraft, ...]:
    """The three promises of the special commitment with the given times, the same for all three tiers."""
    return (
        PromiseDraft("A2.1", Metric.CONTACT, contact),
        PromiseDraft("A2.2a", Metric.INITIAL_FIX, initial_fix, {"complexity": [Complexity.GENERAL.value]}),
        PromiseDraft("A2.2b", Metric.PLAN, plan, {"complexity": [Complexity.COMPLEX.value]}),
    )


SPECIAL = Letter(
    code="A",
    title=gettext_noop("Special commitment to after-sales service"),
    clauses=(
        (
            "A1",
            gettext_noop(
                "This commitment is made by our service team to every customer. It holds from the day"
                " it is signed until the work is done."
            ),
        ),
        (
            "A2.1",
            gettext_noop(
                "When a request reaches us we respond at once and contact the customer within 2 "
                "hours, to confirm what is needed and how urgent it is."
            ),
        ),
        ("A2.2a", gettext_noop("For general problems the customer has an initial solution within 24 hours.")),
        (
            "A2.2b",
            gettext_noop(
                "For complex problems the customer has a detailed plan, with a date for completion, "
                "within 48 hours."
            ),
        ),
        (
            "A2.3",
            gettext_noop(
                "Each matter has one named person who follows it all the way, until it is solved and "
                "the customer confirms it."
            ),
        ),
        (
            "A3.1",
            gettext_noop(
                "Every request, by phone, e-mail, online or otherwise, goes through one registration,"
                " complete and accurate."
            ),
        ),
        (
            "A3.2",
            gettext_noop(
                "Requests are sorted by nature and urgency into urgent, important and normal, and "
                "handled accordingly."
            ),
        ),
        (
            "A3.3",
            gettext_noop(
                "Progress and result of every matter are kept in a service log in which each step can"
                " be traced."
            ),
        ),
        (
            "A3.4",
            gettext_noop(
                "Technical, logistics and finance departments work together with clear duties and "
                "pass information on in time."
            ),
        ),
        (
            "A4.1",
            gettext_noop(
                "Speed of response, rate of resolution and the customers' satisfaction are assessed "
                "at regular intervals."
            ),
        ),
        (
            "A4.2",
            gettext_noop("We ask customers regularly how satisfied they are, and act on what they tell us."),
        ),
        (
            "A4.3",
            gettext_noop(
                "For sudden major events there is an emergency plan that contains the impact and "
                "restores service in the shortest time."
            ),
        ),
    ),
    promises=contact_fix_plan(2 * HOUR, 24 * HOUR, 48 * HOUR),
)

STOPWATCH = Letter(
    code="DEMO-STOPWATCH",
    title=gettext_noop("Demonstration: promises of a few seconds"),
    clauses=(
        (
            "A2",
            gettext_noop("For demonstrations: the promises of the special commitment, counted in seconds."),
        ),
    ),
    promises=contact_fix_plan(6, 12, 20),
    product="DEMO-STOPWATCH",
)
