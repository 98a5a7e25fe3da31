"""The mark beside each line of the service log: an icon and a tone."""

from tickets.entries import Entry
from tickets.models import LogEntry

MARKS: dict[str, tuple[str, str]] = {
    Entry.RECEIVED: ("inbox", "pending"),
    Entry.OWNER_NAMED: ("user", "pending"),
    Entry.CUSTOMER_WROTE: ("user", "pending"),
    Entry.REPLIED: ("message-square", "met"),
    Entry.INITIAL_FIX_GIVEN: ("wrench", "met"),
    Entry.PLAN_GIVEN: ("file", "met"),
    Entry.QUESTION_ASKED: ("circle-question-mark", "paused"),
    Entry.NOTED: ("pencil", "pending"),
    Entry.CONTACTED: ("phone", "pending"),
    Entry.PRIORITY_SET: ("flag", "pending"),
    Entry.COMPLEXITY_SET: ("flag", "pending"),
    Entry.KIND_SET: ("flag", "pending"),
    Entry.BRANCH_CHANGED: ("building", "pending"),
    Entry.COMPLEXITY_ASKED: ("circle-question-mark", "risk"),
    Entry.DIAGNOSED: ("stethoscope", "met"),
    Entry.SOLUTION_GIVEN: ("calendar-check", "met"),
    Entry.DATE_AGREED: ("calendar-check", "pending"),
    Entry.APPOINTMENT_MADE: ("calendar-clock", "paused"),
    Entry.UPDATES_SET: ("refresh-cw", "pending"),
    Entry.STATE_CHANGED: ("arrow-right", "pending"),
    Entry.RESOLVED: ("check", "met"),
    Entry.CONFIRMED: ("check", "met"),
    Entry.CLOSED: ("check", "pending"),
    Entry.REOPENED: ("rotate-ccw", "running"),
    Entry.RATED: ("star", "pending"),
    Entry.SUMMARY_FILED: ("clipboard-check", "met"),
    Entry.FACTS_COMPLETED: ("pencil", "pending"),
    Entry.SENDER_CONFIRMED: ("user-check", "pending"),
    Entry.FILES_ADDED: ("paperclip", "pending"),
    Entry.MESSAGE_ACCEPTED: ("mail", "pending"),
    Entry.MESSAGE_FAILED: ("mail", "missed"),
    Entry.BOUND: ("shield", "pending"),
    Entry.UNBOUND: ("shield", "risk"),
    Entry.PROMISE_WARNED: ("triangle-alert", "risk"),
    Entry.PROMISE_MISSED: ("x", "missed"),
    Entry.ESCALATED: ("bell", "missed"),
    Entry.LIMIT_PASSED: ("x", "missed"),
    Entry.PROMISE_CANCELLED: ("minus", "pending"),
    Entry.CLOCK_PAUSED: ("pause", "paused"),
    Entry.CLOCK_RESUMED: ("clock", "running"),
    Entry.ACKNOWLEDGED: ("check", "pending"),
    Entry.CLOCK_STARTED: ("clock", "running"),
    Entry.PRIORITY_RAISED: ("flag", "risk"),
    Entry.BREACH_EXCUSED: ("shield", "pending"),
    Entry.BREACH_DECIDED: ("gavel", "pending"),
    Entry.POLICY_MOVED: ("shield", "pending"),
    Entry.CALENDAR_APPLIED: ("calendar", "pending"),
    Entry.TASK_ASKED: ("arrow-right", "running"),
    Entry.TASK_ACCEPTED: ("user", "running"),
    Entry.TASK_RETURNED: ("rotate-ccw", "risk"),
    Entry.TASK_REASSIGNED: ("users", "pending"),
    Entry.TASK_DONE: ("check", "met"),
    Entry.TASK_WITHDRAWN: ("minus", "pending"),
    Entry.TASKS_LEFT_OPEN: ("triangle-alert", "risk"),
    Entry.VISIT_PLANNED: ("calendar-clock", "pending"),
    Entry.VISIT_CHANGED: ("calendar-clock", "pending"),
    Entry.VISIT_HANDED_ON: ("users", "pending"),
    Entry.VISIT_NOBODY: ("triangle-alert", "risk"),
    Entry.VISIT_ACCEPTED: ("user", "pending"),
    Entry.VISIT_SET_OUT: ("arrow-right", "running"),
    Entry.VISIT_ARRIVED: ("wrench", "running"),
    Entry.VISIT_REPORTED: ("file", "pending"),
    Entry.VISIT_SIGNED: ("pencil", "pending"),
    Entry.VISIT_DONE: ("check", "met"),
    Entry.VISIT_CANCELLED: ("minus", "pending"),
    Entry.VISIT_CODE_SENT: ("mail", "pending"),
    Entry.PARTS_ORDERED: ("package", "pending"),
    Entry.PART_RECEIVED: ("package", "met"),
    Entry.MERGED_INTO: ("merge", "pending"),
    Entry.MERGED_FROM: ("merge", "pending"),
    Entry.LINKED: ("link", "pending"),
    Entry.UNLINKED: ("unlink", "pending"),
    Entry.TEXT_ERASED: ("eraser", "pending"),
    Entry.FILES_ERASED: ("eraser", "pending"),
    Entry.WATCHED: ("eye", "pending"),
    Entry.MERGE_UNDONE: ("split", "pending"),
}


def icon(entry: LogEntry) -> str:
    """The icon beside the line."""
    if entry.entry == Entry.PROMISE_MET:
        return "late" if entry.payload.get("late_seconds") else "check"
    return MARKS[entry.entry][0]


def tone(entry: LogEntry) -> str:
    """The tone of its mark: pending, running, risk, paused, met, late or missed."""
    if entry.entry == Entry.PROMISE_MET:
        return "late" if entry.payload.get("late_seconds") else "met"
    return MARKS[entry.entry][1]
