"""The ranges in pyproject.toml say what we want, the locks what is installed; neither may run ahead."""

import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = settings.BASE_DIR / "servicedesk/requirements"
PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
RUNTIME = PROJECT["dependencies"]
TEST = PROJECT["optional-dependencies"]["test"]
DEV = PROJECT["optional-dependencies"]["dev"]


def locked(level: str) -> dict[str, str]:
    """Package name to version."""
    lines = (LOCKS / f"{level}.txt").read_text().splitlines()
    pins = [line.split(" ")[0].partition("==") for line in lines if line[:1].isalnum()]
    return {canonicalize_name(name.partition("[")[0]): version for name, _, version in pins}


@pytest.mark.parametrize(
    ("level", "wanted"), [("runtime", RUNTIME), ("test", RUNTIME + TEST), ("dev", RUNTIME + TEST + DEV)]
)
def test_every_range_is_met_by_its_lock(level: str, wanted: list[str]) -> None:
    pins = locked(level)
    for requirement in map(Requirement, wanted):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {level}.txt: run servicedesk/requirements/lock"
        assert requirement.specifier.contains(version), f"{level}.txt has {requirement.name} {version}"


def test_each_lock_holds_the_one_before_in_the_same_versions() -> None:
    runtime, test, dev = locked("runtime"), locked("test"), locked("dev")
    assert runtime.items() <= test.items() <= dev.items()


@pytest.mark.parametrize("level", ["runtime", "test", "dev"])
def test_every_package_is_pinned_with_hashes_and_no_host_is_named(level: str) -> None:
    text = (LOCKS / f"{level}.txt").read_text()
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text
