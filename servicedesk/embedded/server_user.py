"""PostgreSQL refuses to run as root: as root it runs as another user, in folders that one can reach."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servicedesk.embedded.problems import StartError


@dataclass(frozen=True)
class ServerUser:
    """Whom PostgreSQL runs as."""

    uid: int
    gid: int
    is_other: bool

    def run_as(self) -> dict[str, object]:
        """Keyword arguments of `subprocess` calls."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> Path:
        """Make `folder` 0700 and this user's."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        return folder

    def can_reach(self, path: Path) -> bool:
        """Whether this user can enter or execute `path`."""
        if not self.is_other:
            return True
        probe = subprocess.run(  # type: ignore[call-overload]  # the arguments come as one mapping
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], check=False, cwd="/", **self.run_as()
        )
        return bool(probe.returncode == 0)


def server_user() -> ServerUser:
    """This user, or `postgres` or `nobody` for root."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise StartError(
                f"User id {os.geteuid()} has no name on this machine, and PostgreSQL needs one: add it to "
                "/etc/passwd, or set DATABASE_URL and REDIS_URL to servers of your own."
            ) from None
        return ServerUser(os.geteuid(), os.getegid(), is_other=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, is_other=True)
    raise StartError(
        "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as: "
        "start this as a normal user."
    )


def reachable_copy(folders: list[Path], target: Path) -> Path:
    """Copies of `folders` side by side under `target`, for a server user that cannot reach the originals."""
    for folder in folders:
        copy = target / folder.name
        if not copy.exists():
            draft = target / f".{folder.name}.{os.getpid()}"
            shutil.copytree(folder, draft, symlinks=True)
            draft.rename(copy)
    return target
