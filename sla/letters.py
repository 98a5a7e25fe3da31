"""The letters that ship, by code."""

from collections.abc import Mapping

from sla.letter_detailed import DETAILED
from sla.letter_house import HOUSE_RULES
from sla.letter_parts import Letter
from sla.letter_special import SPECIAL, STOPWATCH

LETTERS: Mapping[str, Letter] = {
    letter.code: letter for letter in (SPECIAL, DETAILED, HOUSE_RULES, STOPWATCH)
}
