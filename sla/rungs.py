"""The rungs of an escalation ladder. Pure.

Shares are thousandths: before due of the time allowed, after due of the time from due to limit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeAlias

WHOLE = 1000


class Kind(StrEnum):
    """What can happen to a running clock, in the order in which it does."""

    WARNING = "warning"
    DUE = "due"
    RUNG = "rung"
    LIMIT = "limit"
    TURN = "turn"  # the next working day of a daily promise begins


class Action(StrEnum):
    """What a rung does besides telling (semantics, section 5)."""

    REASSIGN = "reassign"  # to the branch's lead
    RAISE_PRIORITY = "raise_priority"  # handled one tier higher
    URGENT = "urgent"  # urgent handling declared


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: at `share` of the stretch that `kind` belongs to, tell the holders of `tell` and do `act`."""

    kind: Kind
    share: int
    tell: tuple[str, ...]
    act: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_data`; raises ValueError or KeyError for what is no rung."""
        return cls(Kind(data["kind"]), int(data["share"]), tuple(data["tell"]), tuple(data.get("act", ())))

    def as_data(self) -> dict[str, Any]:
        data = {"kind": self.kind.value, "share": self.share, "tell": list(self.tell)}
        return data | {"act": list(self.act)} if self.act else data


Ladder: TypeAlias = tuple[Rung, ...]


def read_ladder(data: Iterable[Mapping[str, Any]]) -> Ladder:
    """A ladder as a promise keeps it."""
    return tuple(Rung.read(rung) for rung in data)
