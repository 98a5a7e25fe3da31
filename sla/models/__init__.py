from sla.models.clocks import LIVE, Clock, ClockState, EndCause, Pause, Rank
from sla.models.commitments import Binding, Commitment, CommitmentVersion, Promise, VersionState
from sla.models.ledger import Breach, Firing, Grade
from sla.models.sweeps import SweepMark, SweepTrouble

__all__ = [
    "LIVE",
    "Binding",
    "Breach",
    "Clock",
    "ClockState",
    "Commitment",
    "CommitmentVersion",
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
