"""Translations are compiled without gettext's tools, and English has its own words at the first look."""

import gettext
import os
from pathlib import Path

import pytest

from servicedesk.embedded.messages import compile_messages

TEXTS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Reply"
msgstr "回复"

msgctxt "priority"
msgid "Urgent"
msgstr "紧急"

msgid "%(count)d day"
msgid_plural "%(count)d days"
msgstr[0] "%(count)d 天"

#~ msgid "Gone"
#~ msgstr "没了"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(TEXTS, encoding="utf-8")
    return tmp_path


def catalogue(root: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation("django", root / "locale", [language])


def test_the_translation_is_compiled_once(root: Path) -> None:
    assert compile_messages(root) == 2
    assert compile_messages(root) == 0
    chinese = catalogue(root, "zh_Hans")
    assert chinese.gettext("Reply") == "回复"
    assert chinese.ngettext("%(count)d day", "%(count)d days", 2) == "%(count)d 天"


def test_english_is_its_own_translation(root: Path) -> None:
    compile_messages(root)
    english = catalogue(root, "en")
    english.add_fallback(catalogue(root, "zh_Hans"))  # what is missing would come from there
    assert english.gettext("Reply") == "Reply"
    assert english.pgettext("priority", "Urgent") == "Urgent"
    assert [english.ngettext("%(count)d day", "%(count)d days", n) for n in (1, 2)] == [
        "%(count)d day",
        "%(count)d days",
    ]


def test_a_changed_text_is_compiled_again(root: Path) -> None:
    compile_messages(root)
    source = root / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.write_text(TEXTS.replace("回复", "答复"), encoding="utf-8")
    compiled = source.with_suffix(".mo")
    stamp = compiled.stat().st_mtime + 5
    os.utime(source, (stamp, stamp))
    assert compile_messages(root) == 2
    assert catalogue(root, "zh_Hans").gettext("Reply") == "答复"
