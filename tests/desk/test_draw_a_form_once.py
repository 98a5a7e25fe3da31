"""What nobody has filled in yet looks the same for all, and is drawn once; what somebody typed never is."""

from typing import Any

import pytest
from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.drawn import DRAWN
from servicedesk.desk.templatetags.desk_forms import MOST_OFFERED, field_tag

FIRST, SECOND = [("a", "First")], [("a", "First"), ("b", "Second")]


class WordForm(forms.Form):
    note = forms.CharField(label=_("Reason"), help_text="In a word.")
    kind = forms.ChoiceField(choices=FIRST)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    DRAWN.places.cache_clear()


def drawn(name: str, *, offered: Any = FIRST, label: str = "", **options: Any) -> str:
    form = WordForm(**options)
    form.fields["kind"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField's
    form.fields[name].label = label or form.fields[name].label
    return field_tag(form[name])


def kept() -> int:
    return DRAWN.places.cache_info().currsize


def test_an_unfilled_field_is_drawn_once() -> None:
    first, parts = drawn("note"), kept()
    assert drawn("note") == first
    assert kept() == parts > 0
    assert 'name="note"' in first
    assert "In a word." in first


def test_each_language_label_and_id_has_its_own() -> None:
    english = drawn("note")
    with translation.override("zh-hans"):
        assert drawn("note") != english
    assert "Why it is late" in drawn("note", label="Why it is late")
    assert 'id="close_note"' in drawn("note", auto_id="close_%s")
    assert drawn("note") == english


def test_what_can_be_chosen_and_what_is_chosen_belongs_to_it() -> None:
    assert "Second" not in drawn("kind")
    assert "Second" in drawn("kind", offered=SECOND)
    assert '<option value="b" selected>' in drawn("kind", offered=SECOND, initial={"kind": "b"})
    assert " selected" not in drawn("kind", offered=SECOND)


@pytest.mark.parametrize("with_words", [{"initial": {"note": "My draft"}}, {"data": {"note": "My draft"}}])
def test_what_somebody_typed_is_shown_and_not_kept(with_words: dict[str, Any]) -> None:
    assert "My draft" in drawn("note", **with_words)
    assert kept() == 0
    assert "My draft" not in drawn("note")


def test_long_values_and_long_lists_do_not_fill_the_memory() -> None:
    many = [(str(number), f"Person {number}") for number in range(MOST_OFFERED + 1)]
    assert "x" * 2000 not in drawn("kind", initial={"kind": "x" * 2000})
    options = kept()  # what a box offers is a part by itself
    assert "Person 50" in drawn("kind", offered=many)
    assert kept() == options + 1


def test_another_control_in_place_of_a_forms_own_is_another_part() -> None:
    shown = drawn("note")
    form = WordForm()
    form.fields["note"].widget = forms.HiddenInput()
    assert field_tag(form["note"]) != shown


def test_what_is_wrong_is_said_each_time_anew() -> None:
    refused = drawn("note", data={"note": ""})
    assert 'class="error"' in refused
    assert 'class="error"' not in drawn("note")
    assert drawn("note", data={"note": ""}) == refused
