"""What the activities of a foreign log stand for: a small TOML file, checked before the first event."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servicedesk.replay.steps import STEPS
from tickets.choices import State

KEYS = {"steps": "", "when_resolved": State.RESOLVED, "when_closed": State.CLOSED}


class MappingError(ValueError):
    """The file cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The steps of one activity: `usual`, and others in certain states of the ticket."""

    usual: tuple[str, ...]
    by_state: Mapping[str, tuple[str, ...]]

    def steps(self, state: str) -> tuple[str, ...]:
        return self.by_state.get(state, self.usual)


def read_mapping(path: Path) -> Mapping[str, Activity]:
    """Activity name -> steps; raises MappingError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{path}: {error}") from error
    return {name: _activity(path, name, table) for name, table in tables.items()}


def _activity(path: Path, name: str, table: Mapping[str, list[str]]) -> Activity:
    if unknown := set(table) - set(KEYS):
        raise MappingError(
            f"{path}: “{name}” has {', '.join(sorted(unknown))}; allowed are {', '.join(KEYS)}"
        )
    if unknown := {step for steps in table.values() for step in steps} - set(STEPS):
        raise MappingError(f"{path}: “{name}” names unknown steps: {', '.join(sorted(unknown))}")
    by_state = {state: tuple(table[key]) for key, state in KEYS.items() if state and key in table}
    return Activity(tuple(table.get("steps", ())), by_state)
