"""A ladder as lines that anybody can type: "75 %: owner, lead", "due: lead", "due + 50 %: ...", "limit: ...".

Roles and actions go by their names in the active language or by their codes; actions follow a semicolon.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext

from sla.promise_text import ACTION_WORDS, ROLE_WORDS, Words
from sla.rungs import Kind, Ladder, Rung

STEP = re.compile(r"(?P<due>.*?)\s*\+?\s*(?P<share>\d{1,3}(?:[.,]\d)?)\s*[%％]")
COLON, SEMICOLON, COMMA = re.compile("[:：]"), re.compile("[;；]"), re.compile("[,，、]")


class LineUnreadable(ValueError):
    """`str()` says in the active language which line cannot be read, and why."""


def lines_of(ladder: Ladder) -> str:
    return "\n".join(_line(rung) for rung in ladder)


def read_lines(text: str) -> list[dict[str, Any]]:
    """The rungs in the form a promise keeps them; raises LineUnreadable."""
    return [_read(line.strip()).as_data() for line in text.splitlines() if line.strip()]


def due_word() -> str:
    return pgettext("step of a ladder", "due")


def limit_word() -> str:
    return pgettext("step of a ladder", "limit")


def _line(rung: Rung) -> str:
    percent = f"{rung.share / 10:g} %"
    step = {
        Kind.WARNING: percent,
        Kind.DUE: due_word(),
        Kind.RUNG: f"{due_word()} + {percent}",
        Kind.LIMIT: limit_word(),
    }[rung.kind]
    acts = "".join(f"; {_word(ACTION_WORDS, act)}" for act in rung.act)
    return f"{step}: {', '.join(_word(ROLE_WORDS, role) for role in rung.tell)}{acts}"


def _word(words: Mapping[str, Words], code: str) -> str:
    return str(words.get(code, code))


def _read(line: str) -> Rung:
    step, *rest = COLON.split(line, maxsplit=1)
    if not rest:
        raise LineUnreadable(
            gettext("“{line}” has no colon between the step and those told.").format(line=line)
        )
    told, *acts = SEMICOLON.split(rest[0])
    kind, share = _step(step.strip(), line)
    return Rung(kind, share, _codes(ROLE_WORDS, COMMA.split(told), line), _codes(ACTION_WORDS, acts, line))


def _step(step: str, line: str) -> tuple[Kind, int]:
    word = step.lower()
    if word in {due_word().lower(), "due"}:
        return Kind.DUE, 0
    if word in {limit_word().lower(), "limit"}:
        return Kind.LIMIT, 0
    match = STEP.fullmatch(word)
    if match and match["due"] in {"", due_word().lower(), "due"}:
        share = round(float(match["share"].replace(",", ".")) * 10)
        return (Kind.RUNG if match["due"] else Kind.WARNING), share
    raise LineUnreadable(gettext("“{line}” does not begin with a step.").format(line=line))


def _codes(words: Mapping[str, Words], names: Iterable[str], line: str) -> tuple[str, ...]:
    known = {str(word).lower(): str(code) for code, word in words.items()} | {str(c): str(c) for c in words}
    wanted: Sequence[str] = [name.strip().lower() for name in names if name.strip()]
    strange = next((name for name in wanted if name not in known), None)
    if strange is not None:
        raise LineUnreadable(
            gettext("“{name}” in “{line}” is not known. Possible: {known}.").format(
                name=strange, line=line, known=", ".join(str(word) for word in words.values())
            )
        )
    return tuple(known[name] for name in wanted)
