"""Every English text of the code and the templates has its translation, none is fuzzy, none is left over."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["zh_Hans"]
NOT_OURS = shutil.ignore_patterns(".git", ".venv", "var", "staticfiles", "tests", ".*_cache")


def collect(folder: Path) -> None:
    """Let Django's own tool collect the texts in a copy, so that the checkout stays as it is."""
    command = [sys.executable, "manage.py", "makemessages", "-v", "0", "--no-obsolete"]
    command += [part for language in LANGUAGES for part in ("-l", language)]
    (folder / "locale").mkdir(exist_ok=True)
    subprocess.run(command, cwd=folder, check=True)


def problems(language: str, fresh: Path) -> list[str]:
    """What is wrong with one language, one line each."""
    path = Path("locale") / language / "LC_MESSAGES/django.po"
    if not (ROOT / path).exists():
        return [f"{path} is missing"]
    collected = polib.pofile(str(fresh / path))
    wrong = [f"{path}: not translated: {entry.msgid!r}" for entry in collected.untranslated_entries()]
    wrong += [f"{path}: fuzzy: {entry.msgid!r}" for entry in collected.fuzzy_entries()]
    here = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(ROOT / path)) if not entry.obsolete}
    used = {(entry.msgctxt, entry.msgid) for entry in collected}
    return wrong + [f"{path}: no longer used: {text!r}" for _, text in sorted(here - used, key=str)]


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "texts"
        shutil.copytree(ROOT, fresh, ignore=NOT_OURS)
        collect(fresh)
        wrong = [line for language in LANGUAGES for line in problems(language, fresh)]
    print("\n".join(wrong) or "every text is translated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
