"""Where the embedded run keeps its things: `var/` in the clone, readable by its user only."""

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from servicedesk.embedded.problems import StartError

BASE_DIR = Path(__file__).resolve().parents[2]
LONGEST_TEMPORARY_FOLDER = 40
VAR_DIR = Path(os.environ.get("SERVICEDESK_VAR") or BASE_DIR / "var")


def make_private(folder: Path) -> Path:
    """Create `folder` for this user only; root lets its PostgreSQL user pass through."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step; never readable by others, not even while it is written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


@dataclass(frozen=True)
class Secrets:
    """What the embedded run must never lose: losing the chain key makes the service log unverifiable."""

    secret_key: str
    log_chain_key: str


def embedded_secrets(var: Path = VAR_DIR) -> Secrets:
    """The secrets of this clone, made at the first call; two first calls at once agree on one set."""
    path = make_private(var) / "secrets.json"
    if not path.exists():
        fresh = {name: secrets.token_urlsafe(48) for name in ("secret_key", "log_chain_key")}
        draft = var / f".secrets.{os.getpid()}"
        write_private(draft, json.dumps(fresh))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Secrets(**json.loads(path.read_text(encoding="utf-8")))


def running(var: Path = VAR_DIR) -> dict[str, Any]:
    """Facts of the embedded run that `up` left behind (URLs, ports); empty when there was none."""
    try:
        facts = json.loads((var / "runtime.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def private_socket_folder(data: Path) -> Path:
    """A short folder of this user under the temporary folder: socket paths are limited to about 100 bytes.

    Named by user and data folder, so that two clones do not meet. StartError when someone else has taken it.
    """
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    folder = short_temporary_folder() / f"servicedesk-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.lstat().st_uid != os.geteuid():
        raise StartError(
            f"{folder} belongs to someone else: remove it, or set TMPDIR to a folder of your own."
        )
    return make_private(folder)


def short_temporary_folder() -> Path:
    folder = Path(tempfile.gettempdir())
    return folder if len(str(folder)) <= LONGEST_TEMPORARY_FOLDER else Path("/tmp")  # noqa: S108 - see above


def socket_dsn(directory: str, user: str, name: str) -> str:
    """A PostgreSQL URL by way of the unix socket in `directory`."""
    return f"postgresql://{user}@{quote(directory, safe='')}/{name}"
