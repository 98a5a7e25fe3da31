"""From a bare Python to the environment of the lock. Standard library only, and readable by older Pythons."""

import fcntl
import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOCKS = BASE_DIR / "servicedesk" / "requirements"
# Each holds all of the one before.
LEVELS = ["runtime", "test", "dev"]
LONG_WAY = 20  # packages between two lines of progress where there is no terminal


def enter(command: str) -> None:
    """Return inside a Python that has what `command` needs; set one up and start again in it if needed."""
    level = "test" if command == "test" else "runtime"
    if is_own_environment(level):
        return
    provide(level)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606 - the same program in its own environment


def provide(level: str) -> None:
    """Make `.venv` hold at least `level`; when several want to, one does it and the others wait."""
    if is_fitting(level):
        return
    with one_at_a_time():
        if not is_fitting(level):
            set_up(level)


def is_own_environment(level: str) -> bool:
    """Whether this Python is of another's making (an image, say) and holds just what the lock names.

    A few of the packages, or other versions of them, are somebody else's and prove nothing.
    """
    if Path(sys.prefix).resolve() == VENV.resolve():
        return False
    return all(is_installed(name, version) for name, version in pinned(level))


def pinned(level: str) -> "list[tuple[str, str]]":
    """Name and version of every package the lock names for all machines."""
    lines = (LOCKS / f"{level}.txt").read_text().splitlines()
    pins = [line.rstrip(" \\").split("==") for line in lines if line[:1].isalnum() and ";" not in line]
    return [(name, version) for name, version in pins]


def is_installed(name: str, version: str) -> bool:
    try:
        return importlib.metadata.version(name.partition("[")[0]) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def fingerprint(level: str) -> "dict[str, str]":
    """What `.venv` is when it fits."""
    digest = hashlib.sha256((LOCKS / f"{level}.txt").read_bytes()).hexdigest()
    return {
        "level": level,
        "lock": digest,
        "python": ".".join(map(str, sys.version_info[:2])),
        "path": str(VENV),
    }


def stamp() -> "dict[str, str]":
    """What `.venv` is."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def is_fitting(level: str) -> bool:
    installed = stamp()
    enough = LEVELS[LEVELS.index(level) :]
    return (
        installed.get("level") in enough and installed == fingerprint(installed["level"]) and PYTHON.exists()
    )


@contextmanager
def one_at_a_time():  # type: ignore[no-untyped-def]  # its type has another name in older Pythons  # noqa: ANN201
    with (LOCKS / "runtime.txt").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up(level: str) -> None:
    """Make `.venv` from the lock; says what it does, and ends in one sentence if it cannot."""
    installed = stamp()
    if installed.get("level") in LEVELS[LEVELS.index(level) :]:
        level = installed["level"]
    wanted = fingerprint(level)
    is_other = any(installed.get(name, wanted[name]) != wanted[name] for name in ("python", "path"))
    # Half an environment is worse than none: without pyvenv.cfg its pip would install into the system.
    is_whole = all((VENV / part).exists() for part in ("pyvenv.cfg", "bin/python", "bin/pip"))
    if is_other or not is_whole:
        make_environment()
    install(level)
    STAMP.write_text(json.dumps(wanted))


def make_environment() -> None:
    print("Making the Python environment in .venv ...", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if made.returncode:
        sys.exit(
            "Python cannot make an environment here: install its venv module (Debian and Ubuntu: "
            "apt install python3-venv) and see that this folder can be written to, then start again."
        )


def install(level: str) -> None:
    """Let pip install the lock, the whole of it checked against its hashes; show how far it is."""
    lock = LOCKS / f"{level}.txt"
    # The lock is whole: left to resolve, an older pip takes "coverage[toml]" for a second, unpinned package.
    options = [
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--disable-pip-version-check",
        "--no-input",
    ]
    total = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum() and "==" in line)
    print(f"Installing up to {total} packages from the lock, about half a minute ...", flush=True)
    lines, done = [], 0
    with subprocess.Popen(
        [str(PYTHON), "-m", "pip", "install", *options, "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting", "Requirement already")):
                done += 1
                show(f"  {done} of {total} fetched", is_milestone=done % LONG_WAY == 0)
            elif line.startswith("Installing collected"):
                show(f"  unpacking {done} packages         ", is_milestone=True)
    if sys.stdout.isatty():
        print(flush=True)
    if process.returncode:
        give_up(lines)


def show(text: str, *, is_milestone: bool) -> None:
    """A line that renews itself on a terminal, a few lines elsewhere."""
    if sys.stdout.isatty():
        print("\r" + text, end="", flush=True)
    elif is_milestone:
        print(text, flush=True)


def give_up(lines: "list[str]") -> None:
    errors = [line.strip() for line in lines if line.startswith("ERROR")]
    reason = errors[-1][len("ERROR: ") :][:150] if errors else "pip gave no reason"
    log = VENV / "install.log"
    log.write_text("".join(lines))
    sys.exit(
        f"The packages could not be installed ({reason}): see that this machine reaches a Python package "
        f"index, then start again; all of pip's words are in {log}."
    )
