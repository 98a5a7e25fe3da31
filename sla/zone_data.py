"""Which edition of the time-zone database this machine counts with."""

import zoneinfo
from functools import cache
from pathlib import Path

import tzdata

UNKNOWN = "unknown"
ALWAYS_THERE = "Asia/Shanghai"


@cache
def zone_data_version() -> str:
    """For instance "2026f". The system's files come before the package's, as they do for `zoneinfo`."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / ALWAYS_THERE).exists():
            return _version_of(folder)
    return str(tzdata.IANA_VERSION)


def _version_of(folder: Path) -> str:
    """As the source text or the version file beside the zones says it; systems ship one, both or none."""
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8") as source:
            first = source.readline()
    except OSError:
        first = ""
    if first.startswith("# version "):
        return first.removeprefix("# version ").strip()[:20]
    try:
        return (folder / "+VERSION").read_text("utf-8").strip()[:20]
    except OSError:
        return UNKNOWN
