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

    START = "start"
    WARNING = "warning"
    DUE = "due"
    RUNG = "rung"
    LIMIT = "limit"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: at `share` of the stretch that `kind` belongs to, tell the holders of `tell`."""

    kind: Kind
    share: int
    tell: tuple[str, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `as_data`; raises ValueError or KeyError for what is no rung."""
        return cls(Kind(data["kind"]), int(data["share"]), tuple(data["tell"]))

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "share": self.share, "tell": list(self.tell)}


Ladder: TypeAlias = tuple[Rung, ...]


def read_ladder(data: Iterable[Mapping[str, Any]]) -> Ladder:
    """A ladder as a promise keeps it."""
    return tuple(Rung.read(rung) for rung in data)
