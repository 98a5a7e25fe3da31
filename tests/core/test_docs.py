"""The documents name what is really there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(r"`((?:accounts|core|deploy|notifications|servicedesk|sla|tests|tickets)/[\w./]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_every_path_and_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_every_clause_named_in_the_code_has_its_line() -> None:
    """Clause ids in docstrings and letters are found in docs/promises.md."""
    listed = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    clause = re.compile(r"\b([ABCD]\d\.\d(?:\.\d)?[a-d]?)\b")
    apps = ("accounts", "core", "notifications", "sla", "tickets", "servicedesk")
    named = {
        found
        for app in apps
        for file in (ROOT / app).rglob("*.py")
        for found in clause.findall(file.read_text(encoding="utf-8"))
    }
    assert (
        sorted(found for found in named if found not in listed and found.rstrip("abcd") not in listed) == []
    )
