from sla.models.calendars import BranchCalendar, Calendar, CalendarVersion
from sla.models.clocks import LIVE, Clock, ClockState, EndCause, Pause, Rank
from sla.models.commitments import (
    Binding,
    Commitment,
    CommitmentVersion,
    Convention,
    Promise,
    Unit,
    VersionState,
)
from sla.models.ledger import Breach, Decision, Firing, Grade
from sla.models.sweeps import SweepMark, SweepTrouble

__all__ = [
    "LIVE",
    "Binding",
    "BranchCalendar",
    "Breach",
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockState",
    "Commitment",
    "CommitmentVersion",
    "Convention",
    "Decision",
    "EndCause",
    "Firing",
    "Grade",
    "Pause",
    "Promise",
    "Rank",
    "SweepMark",
    "SweepTrouble",
    "Unit",
    "VersionState",
]
