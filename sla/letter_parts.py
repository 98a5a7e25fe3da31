"""What a letter that ships consists of. Clause texts are source strings, to be translated for each reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sla.ladders import DEFAULT
from sla.rungs import Ladder
from sla.units import Convention, Unit
from tickets.promises import Metric

MINUTE = 60
HOUR = 60 * MINUTE
LIMIT_FACTOR = 2  # the prescribed limit where a letter names none


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """One measurable clause; `agreed` is seconds, or days where `unit` is working days.

    The promised date and the daily update have no amount: 0.
    """

    clause: str
    metric: Metric
    agreed: int
    applies_to: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unit: Unit = Unit.ELAPSED
    convention: Convention = Convention.CLOSE_OF_BUSINESS

    @property
    def limit(self) -> int:
        return self.agreed * LIMIT_FACTOR


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to sign. `clauses`: id and text; an empty `product` means every request.

    An internal one is the house rules: departments promise each other, nobody promises a customer.
    """

    code: str
    title: str
    clauses: Sequence[tuple[str, str]]
    promises: Sequence[PromiseDraft]
    product: str = ""
    ladders: Mapping[str, Ladder] = field(default_factory=lambda: DEFAULT)
    is_internal: bool = False
