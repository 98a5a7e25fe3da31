"""Parts of pages that are kept: what they show is what they are given, in the reader's language."""

from functools import partial

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from core.drawn import DRAWN, LONGEST, drawn, drawn_once


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    DRAWN.places.cache_clear()


def avatar(initials: str, size: str = "") -> str:
    return drawn("components/avatar.html", initials=initials, size=size)


def test_the_same_values_are_drawn_once() -> None:
    assert avatar("CJ") == avatar("CJ")
    assert avatar("CJ") != avatar("ML")
    assert avatar("CJ", "lg") != avatar("CJ")
    assert DRAWN.places.cache_info().misses == 3


def test_each_language_has_its_own() -> None:
    english = drawn("desk/keys_list.html", may_report=True)
    with translation.override("zh-hans"):
        chinese = drawn("desk/keys_list.html", may_report=True)
    assert "back to the queue" in english
    assert "back to the queue" not in chinese
    assert drawn("desk/keys_list.html", may_report=True) == english


def test_what_somebody_typed_is_text_however_often_it_is_shown() -> None:
    for _time in range(2):
        assert "<script>" not in avatar("<script>")
        assert "&lt;script&gt;" in avatar("<script>")


def test_long_words_are_drawn_and_not_kept() -> None:
    for words in ("x" * (LONGEST + 1), "See the manual."):
        for _time in range(2):
            assert drawn_once("note", partial(SafeString, words), words=words) == words
    assert DRAWN.places.cache_info().currsize == 1


def test_other_words_are_another_part() -> None:
    assert drawn_once("note", lambda: SafeString("first"), words="first") == "first"
    assert drawn_once("note", lambda: SafeString("second"), words="second") == "second"
    assert drawn_once("note", lambda: SafeString("never asked"), words="first") == "first"
