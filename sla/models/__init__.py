from sla.models.calendars import BranchCalendar, Calendar, CalendarVersion
from sla.models.clocks import LIVE, Clock, ClockState, EndCause, Pause, Rank
from sla.models.commitments import (
    Binding,
    Commitment,
    CommitmentVersion,
    Promise,
    VersionState,
)
from sla.models.ledger import Breach, Decision, Firing, Grade
from sla.models.sweeps import ClockCheck, SweepMark, SweepTrouble

__all__ = [
    "LIVE",
    "Binding",
    "BranchCalendar",
    "Breach",
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockCheck",
    "ClockState",
    "Commitment",
    "CommitmentVersion",
    "Decision",
    "EndCause",
    "Firing",
    "Grade",
    "Pause",
    "Promise",
    "Rank",
    "SweepMark",
    "SweepTrouble",
    "VersionState",
]
