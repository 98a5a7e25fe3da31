"""The table of `tickets.states` in words, for the page of the desk and for `docs/states.md`."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.choices import Standing
from tickets.states import TABLE, Need, Step

STEPS: Mapping[Step, LazyText] = {
    Step.START_WORK: gettext_lazy("Start work"),
    Step.ASK_CUSTOMER: gettext_lazy("Ask the customer and wait"),
    Step.SCHEDULE: gettext_lazy("Make an appointment"),
    Step.GO_ON: gettext_lazy("Go on"),
    Step.CANCEL_APPOINTMENT: gettext_lazy("Call the appointment off"),
    Step.RESOLVE: gettext_lazy("Resolve"),
    Step.CONFIRM: gettext_lazy("Confirm"),
    Step.CONFIRM_EARLY: gettext_lazy("Confirm before it was resolved"),
    Step.FILE_SUMMARY: gettext_lazy("File the closing summary"),
    Step.CLOSE_BY_TIMEOUT: gettext_lazy("Close by time-out"),
    Step.WITHDRAW: gettext_lazy("Withdraw"),
    Step.DISMISS: gettext_lazy("Close as no request"),
    Step.REOPEN: gettext_lazy("Open again"),
    Step.NOT_SOLVED: gettext_lazy("Say that it is not solved"),
    Step.MERGE: gettext_lazy("Merge into another request"),
    Step.SPLIT: gettext_lazy("Undo the merge"),
}
STAFF = gettext_lazy("Staff of the branch, and systems that may write")
CUSTOMER_TOO = gettext_lazy("The customer, or staff of the branch and systems that record his word")
LEADS = gettext_lazy("Leads of the branch, and systems that may write")
WHO: Mapping[str, LazyText] = {
    **dict.fromkeys(("work", "reply", "resolve", "close", "reopen", "merge"), STAFF),
    **dict.fromkeys(("agree", "confirm"), CUSTOMER_TOO),
    **dict.fromkeys(("dismiss", "undo_merge"), LEADS),
}
NEEDS: Mapping[Need, LazyText] = {
    Need.WORD: gettext_lazy("a message to the customer, or a contact that reached him"),
    Need.QUESTION: gettext_lazy("the question"),
    Need.APPOINTMENT: gettext_lazy("a time that lies ahead, chosen by the customer"),
    Need.ANSWER: gettext_lazy("the customer's word, or that the time is over"),
    Need.REASON: gettext_lazy("the reason"),
    Need.CUSTOMERS_WORD: gettext_lazy("what the customer said, where somebody else records it"),
    Need.REPORT: gettext_lazy("what was done, told to the customer"),
    Need.SUMMARY: gettext_lazy("cause, solution and prevention"),
    Need.NO_SUMMARY: gettext_lazy("that nothing was reported as solved yet"),
    Need.SUMMARY_FILED: gettext_lazy("the closing summary, filed when it was resolved"),
    Need.NO_OPEN_TASK: gettext_lazy("no open task of a department, or why it may stay open"),
    Need.TIME_OVER: gettext_lazy("that the customer's time to answer is over"),
    Need.FOLLOW_UP: gettext_lazy("an attempt to reach the customer about the result"),
    Need.NO_ANSWER: gettext_lazy("that the customer has not written since"),
    Need.NO_CONTACT_RUNNING: gettext_lazy("no running promise of contact"),
    Need.SURVIVOR: gettext_lazy("an open request of the same customer to go on in"),
    Need.WITHIN_A_DAY: gettext_lazy("that the merge is no older than 24 hours"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the table, in the active language."""

    key: str
    step: str
    sources: list[str]
    target: str
    who: str
    needs: list[str]


def step_rows() -> list[StepRow]:
    """The whole table in words; the states in the order in which a ticket passes them."""
    return [
        StepRow(
            step.value,
            str(STEPS[step]),
            [str(stand.label) for stand in Standing if stand in rule.sources],
            str(rule.target.label),
            str(WHO[rule.permission]),
            [str(NEEDS[need]) for need in rule.needs],
        )
        for step, rule in TABLE.items()
    ]


def as_markdown() -> str:
    """The table as `docs/states.md` has it."""
    head = [_("Step"), _("From"), _("To"), _("Who"), _("Needs")]
    lines = [head, ["---"] * len(head)]
    for row in step_rows():
        cells = [row.step, " / ".join(row.sources), row.target, row.who, "; ".join(row.needs)]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
