"""Parts of pages that are kept: what they show is what they are given, in the reader's language."""

import pytest
from django.utils import translation

from core.drawn import LONGEST, _drawn, drawn, drawn_with


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    _drawn.cache_clear()


def avatar(initials: str, size: str = "") -> str:
    return drawn("components/avatar.html", initials=initials, size=size)


def test_the_same_values_are_drawn_once() -> None:
    assert avatar("CJ") == avatar("CJ")
    assert avatar("CJ") != avatar("ML")
    assert avatar("CJ", "lg") != avatar("CJ")
    assert _drawn.cache_info().misses == 3


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
    line = {"id": "1-1", "shape": "note", "ticket": "SR-26-1"}
    for _time in range(2):
        words = "x" * (LONGEST + 1)
        assert words in drawn_with(words, "desk/ticket/line.html", **line)
    assert _drawn.cache_info().currsize == 0
    assert "<p>See</p>" in drawn_with("See", "desk/ticket/line.html", **line)
    assert _drawn.cache_info().currsize == 1
