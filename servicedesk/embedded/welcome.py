"""What a person sees when everything runs."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PAGES = [
    ("/", "request form, for customers"),
    ("/desk/", "the agents' desk"),
    ("/insights/", "the manager's figures"),
    ("/api/v1/docs/", "the REST API"),
    ("/mail/", "every mail it sends"),
]


def welcome(facts: dict[str, str], var: Path, first_words: str = "") -> str:
    """Addresses and sign-ins, aligned; `first_words` say how the first account is made."""
    base = facts["base_url"]
    width = max(len(base + path) for path, _ in PAGES)
    lines = ["", *(f"  {base + path:<{width}}  {meaning}" for path, meaning in PAGES), ""]
    lines += [f"  {line}" for line in sign_ins(var / "demo.json", base)]
    lines += [f"  {first_words}"] if first_words else []
    return "\n".join([*lines, "", f"Logs are in {var / 'logs'}. Ctrl-C stops everything.", ""])


def sign_ins(path: Path, base: str) -> list[str]:
    """One line per person of the demo organisation, and the API token; links lead to where it runs now."""
    try:
        people: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    width = max(map(len, people), default=0)
    return [f"{name.replace('_', ' '):<{width}}  {_facts(value, base)}" for name, value in people.items()]


def _facts(value: Any, base: str) -> str:
    words = [str(part) for part in (value.values() if isinstance(value, dict) else [value])]
    return "  ".join(base + urlsplit(word).path if word.startswith("http") else word for word in words)
