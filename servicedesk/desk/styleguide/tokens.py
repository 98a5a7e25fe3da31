"""The tokens, read from the sheet itself, so that the guide cannot say anything else."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders

SHEET = "css/tokens.css"
DEFINITION = re.compile(r"--([\w-]+):\s*([^;]+);")
COLOUR = re.compile(r"light-dark\((#\w+), (#\w+)\)|(#\w+)")


@dataclass(frozen=True, slots=True)
class Token:
    """One custom property: its name without the dashes, and its value as written."""

    name: str
    value: str

    @property
    def is_colour(self) -> bool:
        return COLOUR.fullmatch(self.value) is not None

    @property
    def words(self) -> str:
        """The value without the notation: "#f6f5f1, #131519" by day and at night."""
        return (
            ", ".join(filter(None, found.groups())) if (found := COLOUR.fullmatch(self.value)) else self.value
        )


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens by what they are for, in the order of the sheet."""

    colours: list[Token]
    types: list[Token]
    spaces: list[Token]
    radii: list[Token]
    shadows: list[Token]


def read_tokens() -> Tokens:
    """What `tokens.css` defines; the first definition counts, later ones are for special readers."""
    sheet = Path(str(finders.find(SHEET))).read_text(encoding="utf-8")
    values: dict[str, str] = {}
    for name, value in DEFINITION.findall(sheet):
        values.setdefault(name, value)
    tokens = [Token(name, value) for name, value in values.items()]
    return Tokens(
        colours=[token for token in tokens if token.is_colour],
        types=[token for token in tokens if token.name.startswith("t-")],
        spaces=[token for token in tokens if re.fullmatch(r"s\d+h?", token.name)],
        radii=[token for token in tokens if token.name.startswith("r-")],
        shadows=[token for token in tokens if token.name.startswith("shadow-")],
    )
