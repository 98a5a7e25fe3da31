"""Why a version of a commitment cannot be signed: one sentence for each reason (semantics, 2 and 5)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound
from sla.ladders import Fault


class NoSuchVersion(NotFound):
    code = "no_such_commitment"
    message = _(
        "There is no such commitment, or you may not see it. Choose one from the list of commitments."
    )


class NotADraft(Conflict):
    code = "not_a_draft"
    message = _("Version {number} has been signed before. Make a new version instead.")


class NumberMissing(Conflict):
    code = "number_missing"
    message = _("The version has no number. Give it one that no other version has.")


class PartyMissing(Conflict):
    code = "party_missing"
    message = _("Version {number} does not say who promises. Enter the name of the party.")


class ReasonMissing(Conflict):
    code = "version_reason_missing"
    message = _(
        "Version {number} changes a letter that was signed before. Say why; the reason stays with it."
    )


class NothingPromised(Conflict):
    code = "nothing_promised"
    message = _("Version {number} promises nothing. Add at least one promise.")


class ScopeTaken(Conflict):
    code = "scope_taken"
    message = _(
        "Version {other} of another letter holds for exactly the same requests. Narrow one of the two."
    )


class TooEarly(Conflict):
    code = "effective_too_early"
    message = _("Version {other} came into force later than that. Choose a later date.")


class MetricUnknown(Conflict):
    code = "metric_unknown"
    message = _(
        "Clause {clause} measures “{metric}”, which nothing starts and nothing stops. Choose another measure."
    )


class AppliesToNothing(Conflict):
    code = "applies_to_nothing"
    message = _(
        "Clause {clause} applies to no request: “{value}” is no value of “{fact}”. Correct to whom it "
        "applies."
    )


class OutsideTheScope(Conflict):
    code = "outside_the_scope"
    message = _(
        "Clause {clause} applies to another type than the letter, so it could never start. Correct "
        "one of the two."
    )


class DailyForComplexOnly(Conflict):
    code = "daily_for_complex_only"
    message = _(
        "Clause {clause} promises a daily update, which starts for complex problems only. Let it apply to "
        "complex problems and to no others."
    )


class CalendarMissing(Conflict):
    code = "calendar_missing"
    message = _(
        "Clause {clause} counts working time, but no working calendar would apply at {branch}. Give the "
        "promise, the branch or the house a calendar first."
    )


class NoCalendarAtAll(Conflict):
    code = "house_calendar_missing"
    message = _(
        "Clause {clause} counts working time, but the house has no working calendar yet. Make one the "
        "default first, or give the promise its own."
    )


class CalendarNeverOpen(Conflict):
    code = "calendar_never_open"
    message = _(
        "Clause {clause} counts working time by the calendar “{calendar}”, which has no open time. Give it "
        "hours, or choose another one."
    )


class NotForThisLetter(Conflict):
    code = "not_for_this_letter"
    message = _(
        "Clause {clause}: departments' tasks belong into the house rules, and nothing else does. "
        "Take it out, or promise it in another letter."
    )


class LadderUnreadable(Conflict):
    code = "ladder_unreadable"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” cannot be read. Enter its steps anew."
    )


class LadderOutside(Conflict):
    code = "ladder_outside"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” has a warning that is not before due, or a "
        "rung past the limit. Move it to between 0 and 100 %."
    )


class LadderTwice(Conflict):
    code = "ladder_twice"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” has the same step twice. Remove one of them."
    )


class LadderTellsNobody(Conflict):
    code = "ladder_tells_nobody"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” has a step that tells nobody. Say who "
        "is told."
    )


class LadderUnknownRole(Conflict):
    code = "ladder_unknown_role"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” tells a role that does not exist. Choose "
        "another one."
    )


class LadderUnknownAction(Conflict):
    code = "ladder_unknown_action"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” does something that does not exist. Choose "
        "another action."
    )


class LadderWithoutManagement(Conflict):
    code = "ladder_without_management"
    message = _(
        "The ladder of clause {clause} for priority “{priority}” does not end with management. "
        "Let management be told at the limit."
    )


OF_FAULT: Mapping[Fault, type[Conflict]] = {
    Fault.OUTSIDE: LadderOutside,
    Fault.TWICE: LadderTwice,
    Fault.TELLS_NOBODY: LadderTellsNobody,
    Fault.UNKNOWN_ROLE: LadderUnknownRole,
    Fault.UNKNOWN_ACTION: LadderUnknownAction,
    Fault.NO_MANAGEMENT: LadderWithoutManagement,
}
