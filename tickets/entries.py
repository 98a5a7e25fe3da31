"""The kinds of entries of the service log (A3.3d). An entry is a code and a payload, never prose.

Payloads hold ids, codes, numbers and instants as text; personal words lie in `LogText`.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices


class Entry(TextChoices):
    RECEIVED = "received"
    OWNER_NAMED = "owner_named"
    CUSTOMER_WROTE = "customer_wrote"
    REPLIED = "replied"
    INITIAL_FIX_GIVEN = "initial_fix_given"
    PLAN_GIVEN = "plan_given"
    QUESTION_ASKED = "question_asked"
    NOTED = "noted"
    CONTACTED = "contacted"
    PRIORITY_SET = "priority_set"
    COMPLEXITY_SET = "complexity_set"
    KIND_SET = "kind_set"
    BRANCH_CHANGED = "branch_changed"
    COMPLEXITY_ASKED = "complexity_asked"
    DIAGNOSED = "diagnosed"
    SOLUTION_GIVEN = "solution_given"
    DATE_AGREED = "date_agreed"
    APPOINTMENT_MADE = "appointment_made"
    UPDATES_SET = "updates_set"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"
    MERGE_UNDONE = "merge_undone"
    LINKED = "linked"
    UNLINKED = "unlinked"
    WATCHED = "watched"
    TEXT_ERASED = "text_erased"
    FILES_ERASED = "files_erased"
    STATE_CHANGED = "state_changed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    REOPENED = "reopened"
    RATED = "rated"
    SUMMARY_FILED = "summary_filed"
    FILES_ADDED = "files_added"
    FACTS_COMPLETED = "facts_completed"
    SENDER_CONFIRMED = "sender_confirmed"
    # written for the departments
    TASK_ASKED = "task_asked"
    TASK_ACCEPTED = "task_accepted"
    TASK_RETURNED = "task_returned"
    TASK_REASSIGNED = "task_reassigned"
    TASK_DONE = "task_done"
    TASK_WITHDRAWN = "task_withdrawn"
    TASKS_LEFT_OPEN = "tasks_left_open"
    # written for the visits
    VISIT_PLANNED = "visit_planned"
    VISIT_CHANGED = "visit_changed"
    VISIT_ACCEPTED = "visit_accepted"
    VISIT_SET_OUT = "visit_set_out"
    VISIT_ARRIVED = "visit_arrived"
    VISIT_REPORTED = "visit_reported"
    VISIT_SIGNED = "visit_signed"
    VISIT_DONE = "visit_done"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_CODE_SENT = "visit_code_sent"
    VISIT_HANDED_ON = "visit_handed_on"
    VISIT_NOBODY = "visit_nobody"
    PARTS_ORDERED = "parts_ordered"
    PART_RECEIVED = "part_received"
    # written for the message department
    MESSAGE_ACCEPTED = "message_accepted"
    MESSAGE_FAILED = "message_failed"
    # written for the promises
    BOUND = "bound"
    UNBOUND = "unbound"
    PROMISE_WARNED = "promise_warned"
    PROMISE_MISSED = "promise_missed"
    ESCALATED = "escalated"
    LIMIT_PASSED = "limit_passed"
    PROMISE_MET = "promise_met"
    PROMISE_CANCELLED = "promise_cancelled"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    ACKNOWLEDGED = "acknowledged"
    CLOCK_STARTED = "clock_started"
    PRIORITY_RAISED = "priority_raised"
    BREACH_EXCUSED = "breach_excused"
    BREACH_DECIDED = "breach_decided"
    POLICY_MOVED = "policy_moved"
    CALENDAR_APPLIED = "calendar_applied"


# What the customer does not see: our own notes, our mail server's answers, who was woken up.
INTERNAL = frozenset(
    {
        Entry.NOTED,
        Entry.MESSAGE_ACCEPTED,
        Entry.MESSAGE_FAILED,
        Entry.BOUND,
        Entry.UNBOUND,
        Entry.PROMISE_WARNED,
        Entry.ESCALATED,
        Entry.LIMIT_PASSED,
        Entry.ACKNOWLEDGED,
        Entry.COMPLEXITY_ASKED,
        Entry.UPDATES_SET,
        Entry.LINKED,
        Entry.UNLINKED,
        Entry.WATCHED,
        Entry.TEXT_ERASED,
        Entry.FILES_ERASED,
        Entry.CLOCK_STARTED,
        Entry.PRIORITY_RAISED,
        Entry.BREACH_EXCUSED,
        Entry.BREACH_DECIDED,
        Entry.TASKS_LEFT_OPEN,
        # of a visit the customer sees that somebody comes, sets out, arrives and is done (B3.3)
        Entry.VISIT_ACCEPTED,
        Entry.VISIT_NOBODY,
        Entry.VISIT_REPORTED,
        Entry.VISIT_SIGNED,
        Entry.PARTS_ORDERED,
        Entry.PART_RECEIVED,
    }
)
# Of a department's task the customer sees that his matter was handed on and that they did their part (A3.4).
SHOWN_OF_TASKS = frozenset({Entry.TASK_ASKED, Entry.TASK_DONE})

TASK_STEPS = frozenset(
    {
        Entry.TASK_ASKED,
        Entry.TASK_ACCEPTED,
        Entry.TASK_RETURNED,
        Entry.TASK_REASSIGNED,
        Entry.TASK_DONE,
        Entry.TASK_WITHDRAWN,
    }
)

VISIT_STEPS = frozenset(
    {
        Entry.VISIT_PLANNED,
        Entry.VISIT_CHANGED,
        Entry.VISIT_ACCEPTED,
        Entry.VISIT_SET_OUT,
        Entry.VISIT_ARRIVED,
        Entry.VISIT_DONE,
        Entry.VISIT_CANCELLED,
        Entry.VISIT_HANDED_ON,
    }
)

# The customer sees that it happened; the words beside it are written for colleagues.
WORDS_FOR_STAFF = frozenset(
    {
        Entry.CONTACTED,
        Entry.COMPLEXITY_SET,
        Entry.BRANCH_CHANGED,
        Entry.DIAGNOSED,
        Entry.OWNER_NAMED,
        Entry.VISIT_PLANNED,
        Entry.VISIT_CHANGED,
        *SHOWN_OF_TASKS,
    }
)

# What belongs to the conversation between the customer and us (our notes included, for staff).
CONVERSATION = frozenset(
    {
        Entry.RECEIVED,
        Entry.CUSTOMER_WROTE,
        Entry.REPLIED,
        Entry.INITIAL_FIX_GIVEN,
        Entry.PLAN_GIVEN,
        Entry.SOLUTION_GIVEN,
        Entry.QUESTION_ASKED,
        Entry.NOTED,
        Entry.CONTACTED,
        Entry.RESOLVED,
        Entry.CONFIRMED,
        Entry.REOPENED,
        Entry.RATED,
        Entry.SUMMARY_FILED,
    }
)

# What a ticket that others were merged into shows of them.
MOVES_WITH_A_MERGE = CONVERSATION | {Entry.FILES_ADDED}

# What may make an answer that was begun before it the wrong one: the customer's word, a colleague's message,
# another owner, state or classification. Notes and what the house records by itself do not.
WHAT_OTHERS_MUST_KNOW = frozenset(
    {
        Entry.OWNER_NAMED,
        Entry.CUSTOMER_WROTE,
        Entry.FILES_ADDED,
        Entry.REPLIED,
        Entry.INITIAL_FIX_GIVEN,
        Entry.PLAN_GIVEN,
        Entry.SOLUTION_GIVEN,
        Entry.QUESTION_ASKED,
        Entry.CONTACTED,
        Entry.PRIORITY_SET,
        Entry.COMPLEXITY_SET,
        Entry.KIND_SET,
        Entry.BRANCH_CHANGED,
        Entry.DIAGNOSED,
        Entry.DATE_AGREED,
        Entry.APPOINTMENT_MADE,
        Entry.VISIT_PLANNED,
        Entry.VISIT_CHANGED,
        Entry.VISIT_HANDED_ON,
        Entry.VISIT_CANCELLED,
        Entry.STATE_CHANGED,
        Entry.RESOLVED,
        Entry.CONFIRMED,
        Entry.CLOSED,
        Entry.REOPENED,
        Entry.MERGED_INTO,
        Entry.MERGED_FROM,
        Entry.MERGE_UNDONE,
    }
)


def is_internal(entry: str, payload: Mapping[str, Any]) -> bool:
    """Whether the customer must not see it: what is said of a task, its promise included, stays with us."""
    return entry in INTERNAL or ("task" in payload and entry not in SHOWN_OF_TASKS)
