"""The form of one promise of a draft."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servicedesk.insights.ladder_lines import LineUnreadable, lines_of, read_lines
from sla import ladders
from sla.metrics import RULES
from sla.models import Calendar, Promise
from sla.rungs import Ladder, read_ladder
from sla.services.draft_promises import PromiseFacts
from sla.units import Convention, Unit
from tickets.choices import Channel, Complexity, Kind, Priority
from tickets.promises import Metric

# What an amount is typed in -> the unit it is kept in, and how much of it that is.
MEASURES: Mapping[str, tuple[Unit, int]] = {
    "minutes": (Unit.ELAPSED, 60),
    "hours": (Unit.ELAPSED, 3600),
    "working_minutes": (Unit.WORKING, 60),
    "working_hours": (Unit.WORKING, 3600),
    "working_days": (Unit.WORKING_DAYS, 1),
    "seconds": (Unit.ELAPSED, 1),
}
MEASURE_WORDS = [
    ("minutes", _("minutes")),
    ("hours", _("hours")),
    ("working_minutes", _("minutes of working time")),
    ("working_hours", _("hours of working time")),
    ("working_days", _("working days")),
    ("seconds", _("seconds")),
]
FACTS = {"complexity": Complexity, "priority": Priority, "kind": Kind, "channel": Channel}
MOST = 100_000


def boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class PromiseForm(forms.Form):
    """Nothing ticked means all; whether it can be signed is checked when it is."""

    clause = forms.CharField(label=_("Clause"), max_length=12)
    metric = forms.ChoiceField(label=_("What is promised"), choices=Metric.choices)
    agreed = forms.IntegerField(
        label=_("Time agreed"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("None for the promised date and the daily update."),
    )
    limit = forms.IntegerField(
        label=pgettext_lazy("prescribed", "Limit"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("Empty: twice the time agreed."),
    )
    measure = forms.ChoiceField(label=_("Counted in"), choices=MEASURE_WORDS)
    convention = forms.ChoiceField(label=_("Working days last"), choices=Convention.choices)
    calendar = forms.ModelChoiceField(
        label=_("Working calendar"),
        queryset=Calendar.objects.order_by("name"),
        required=False,
        empty_label=_("The branch's"),
    )
    complexity = boxes(_("Only for this complexity"), Complexity.choices)
    priority = boxes(_("Only for these priorities"), Priority.choices)
    kind = boxes(_("Only for these types"), Kind.choices)
    channel = boxes(_("Only for these channels"), Channel.choices)
    sends_itself = forms.BooleanField(label=_("The daily update may leave by itself"), required=False)
    urgent = forms.CharField(label=_("Ladder for urgent requests"), widget=forms.Textarea(attrs={"rows": 6}))
    important = forms.CharField(
        label=_("Ladder for important requests"), widget=forms.Textarea(attrs={"rows": 6})
    )
    normal = forms.CharField(label=_("Ladder for normal requests"), widget=forms.Textarea(attrs={"rows": 6}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for priority in Priority.values:
            if priority not in cleaned:
                continue
            try:
                cleaned[f"ladder_{priority}"] = read_lines(cleaned[priority])
            except LineUnreadable as problem:
                self.add_error(priority, str(problem))
        return cleaned


def initial_of(promise: Promise | None) -> dict[str, Any]:
    """What the form shows: a promise, or what a new one begins with."""
    if promise is None:
        return {"measure": "hours", "convention": Convention.CLOSE_OF_BUSINESS} | _typed(ladders.DEFAULT)
    is_dated = promise.metric in RULES and RULES[promise.metric].is_dated
    measure = measure_of(promise)
    size = MEASURES[measure][1]
    return {
        "clause": promise.clause,
        "metric": promise.metric,
        "agreed": None if is_dated else promise.agreed // size,
        "limit": None if is_dated else promise.limit // size,
        "measure": measure,
        "convention": promise.convention,
        "calendar": promise.calendar_id,
        "sends_itself": promise.sends_itself,
        **{fact: promise.applies_to.get(fact, []) for fact in FACTS},
        **_typed({name: read_ladder(rungs) for name, rungs in promise.ladders.items()}),
    }


def measure_of(promise: Promise) -> str:
    """The largest measure in which both amounts are whole; seconds of working time have none finer."""
    for name in ("working_days", "hours", "working_hours", "minutes", "working_minutes", "seconds"):
        unit, size = MEASURES[name]
        if unit == promise.unit and promise.agreed % size == 0 and promise.limit % size == 0:
            return name
    return "working_minutes"


def facts_of(form: PromiseForm) -> PromiseFacts:
    """What a valid form says."""
    data = form.cleaned_data
    unit, size = MEASURES[data["measure"]]
    agreed = (data["agreed"] or 0) * size
    return PromiseFacts(
        clause=data["clause"],
        metric=data["metric"],
        agreed=agreed,
        limit=agreed * 2 if data["limit"] is None else data["limit"] * size,
        unit=unit.value,
        convention=data["convention"],
        applies_to={fact: data[fact] for fact in FACTS if data[fact]},
        calendar_id=data["calendar"].pk if data["calendar"] else None,
        sends_itself=data["sends_itself"],
        ladders={priority: data[f"ladder_{priority}"] for priority in Priority.values},
    )


def _typed(kept: Mapping[str, Ladder]) -> dict[str, str]:
    return {priority: lines_of(kept.get(priority, ())) for priority in Priority.values}
