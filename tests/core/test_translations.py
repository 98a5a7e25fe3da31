"""The Chinese texts: nothing missing, nothing guessed, and no figure or name lost on the way."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation

from core.punctuation import colon, comma, full_stop

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[sd]|%[sd%]|\{\w+\}")
HALF_WIDTH_AFTER_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:?!]")


def catalogue(path: Path) -> polib.POFile:
    return polib.pofile(str(path))


def pairs(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Each text of the entry beside its translation; of a plural, the form that holds for many."""
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr
    for text in entry.msgstr_plural.values():
        yield entry.msgid_plural, text


def test_there_is_a_chinese_catalogue() -> None:
    assert [path.parts[-3] for path in CATALOGUES] == ["zh_Hans"]


@pytest.mark.parametrize(("language", "marks"), [("en", (", ", ": ", ". ")), ("zh-hans", ("，", "：", "。"))])
def test_facts_side_by_side_are_parted_by_the_marks_of_the_language(
    language: str, marks: tuple[str, ...]
) -> None:
    with translation.override(language):
        assert (comma(), colon(), full_stop()) == marks


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
class TestCatalogue:
    def test_every_text_is_translated_and_none_is_a_guess(self, path: Path) -> None:
        texts = catalogue(path)
        assert [entry.msgid for entry in texts.untranslated_entries()] == []
        assert [entry.msgid for entry in texts.fuzzy_entries()] == []
        assert [entry.msgid for entry in texts.obsolete_entries()] == []

    def test_placeholders_are_the_same_on_both_sides(self, path: Path) -> None:
        differing = [
            (text, translated)
            for entry in catalogue(path)
            for text, translated in pairs(entry)
            if Counter(PLACEHOLDER.findall(text)) != Counter(PLACEHOLDER.findall(translated))
        ]
        assert differing == []

    def test_a_text_begins_and_ends_with_the_same_space(self, path: Path) -> None:
        differing = [
            text
            for entry in catalogue(path)
            for text, translated in pairs(entry)
            if entry.msgctxt != "between facts"  # Chinese marks bring their own space
            and (
                text[-1:].isspace() != translated[-1:].isspace()
                or text[:1].isspace() != translated[:1].isspace()
            )
        ]
        assert differing == []

    def test_chinese_sentences_have_chinese_punctuation(self, path: Path) -> None:
        chinese = [translated for entry in catalogue(path) for _, translated in pairs(entry)]
        assert [text for text in chinese if HALF_WIDTH_AFTER_CHINESE.search(text)] == []

    def test_the_header_names_language_and_plural_rule(self, path: Path) -> None:
        header = catalogue(path).metadata
        assert header["Language"] == path.parts[-3]
        assert header["Content-Type"] == "text/plain; charset=UTF-8"
        assert header["Plural-Forms"] == "nplurals=1; plural=0;"
