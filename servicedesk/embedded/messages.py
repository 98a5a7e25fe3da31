"""Compiled translations, made without gettext's tools, which a bare machine does not have."""

from pathlib import Path

import polib

from servicedesk.embedded.layout import BASE_DIR

ENGLISH = Path("locale/en/LC_MESSAGES/django.mo")


def compile_messages(root: Path = BASE_DIR) -> int:
    """Write a .mo beside every .po that is newer; returns how many. Two at once do not disturb each other.

    English gets one, too, of the source's own words: a text without one is looked for in every app's
    catalogue, twice, each time it is shown.
    """
    written = 0
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        for target in (source.with_suffix(".mo"), root / ENGLISH):
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            texts = polib.pofile(str(source))
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{id(target)}")
            (_english(texts) if target == root / ENGLISH else texts).save_as_mofile(str(draft))
            draft.replace(target)
            written += 1
    return written


def _english(texts: polib.POFile) -> polib.POFile:
    """What the texts are translations of, as their own translation."""
    texts.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    for entry in texts:
        entry.msgstr = entry.msgid
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural} if entry.msgid_plural else {}
    return texts
