import json
from pathlib import Path

import django
import pytest

from servicedesk import bootstrap


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone without an environment, whose locks ask for nothing."""
    venv = tmp_path / ".venv"
    for level in bootstrap.LEVELS:
        (tmp_path / f"{level}.txt").write_text("")
    monkeypatch.setattr(bootstrap, "LOCKS", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin/python")
    monkeypatch.setattr(bootstrap, "STAMP", venv / "installed.json")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path


def pretend(level: str) -> None:
    """An environment that says it holds `level`."""
    (bootstrap.VENV / "bin").mkdir(parents=True, exist_ok=True)
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(json.dumps(bootstrap.fingerprint(level)))


@pytest.mark.slow
def test_a_bare_clone_gets_an_environment_that_fits_from_then_on(bare: Path) -> None:
    assert not bootstrap.is_fitting("runtime")
    bootstrap.provide("runtime")
    assert (bare / ".venv/bin/pip").exists()
    assert bootstrap.is_fitting("runtime")
    assert not bootstrap.is_fitting("test")


@pytest.mark.slow
def test_what_cannot_be_installed_is_said_in_one_sentence(
    bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bare / "runtime.txt").write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SystemExit, match=r"^The packages could not be installed \(No matching"):
        bootstrap.provide("runtime")
    assert not bootstrap.is_fitting("runtime")
    assert "no-such-package" in (bare / ".venv/install.log").read_text()
    assert "Installing up to 1 packages" in capsys.readouterr().out


def test_an_environment_for_more_serves_for_less(bare: Path) -> None:
    pretend("dev")
    assert bootstrap.is_fitting("runtime")
    pretend("runtime")
    assert not bootstrap.is_fitting("test")


@pytest.mark.parametrize("changed", ["lock", "python", "path"])
def test_another_lock_python_or_place_needs_another_environment(bare: Path, changed: str) -> None:
    pretend("test")
    bootstrap.STAMP.write_text(json.dumps(bootstrap.fingerprint("test") | {changed: "another"}))
    assert not bootstrap.is_fitting("test")


def test_a_python_with_other_versions_is_nobodys_own_environment(bare: Path) -> None:
    lock = bare / "test.txt"
    lock.write_text(f"django=={django.__version__} \\\n    --hash=sha256:0\n")
    assert bootstrap.is_own_environment("test")
    lock.write_text("django==1.0 \\\n    --hash=sha256:0\n")
    assert not bootstrap.is_own_environment("test")
    lock.write_text("no-such-package==1.0 \\\n    --hash=sha256:0\n")
    assert not bootstrap.is_own_environment("test")
