"""The parts of every page, for portal, desk and insights alike. `{% load desk_ui %}`, then:

    {% icon "paperclip" %}                            line icon, unseen by screen readers: words go beside it
    {% priority ticket.priority %}                    bars and word; `bare=True` shows the bars only (lists)
    {% badge promise %}                               state and time; `audience="customer"` writes it out
    {% countdown promise %}                           icon and figure without a box, for rows
    {% rail promise %}                                the promise's line; `named=True` labels "now"
    {% mini_rail promise %}                           the same line in lists
    {% rail_legend promises %}                        what the patterns on these lines mean
    {% why steps promise.clock_id %}                  how its deadline came about, unfolded on demand
    {% drawn "part.html" key=value %}                  a part that shows nothing but these values: kept
    {% avatar user %}                                 initials; `size="lg"`; anything with a `name`
    {{ instant|at }}  {{ instant|at:"long" }}         <time>: "17:30", "Tue 17:30" | "17:30 today"
    {{ instant|at:"dated" }}  {{ instant|at:"day" }}  <time>: "Tue 24 Nov, 18:05" | "1 March 2026"
    {{ seconds|span }}  {{ seconds|span:"long" }}     "7 h 50" | "7 h 50 min"; "hours": never in days
    {% zone_label %}                                  "Beijing time", "Europe/Berlin, UTC+01:00"
    {{ session.user_agent|device }}                   "Firefox on Windows"
    {% comma %} {% colon %} {% full_stop %}           ", " ": " ". " between facts; "，" "：" "。" in Chinese
    {% live_config %}                                 meta elements for the scripts (base.html only)

A promise is anything shaped like `core.promise_words.PromiseWithTime`; times are shown in the active zone and
language. Countdowns run on in the browser.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from core import icons, instants, spans
from core.devices import device_name
from core.drawn import drawn
from core.live import live_metas
from core.promise_words import ICONS, LINE, PromiseWithTime, Words, figure, line_words, now_words, state_words
from core.punctuation import colon, comma, full_stop
from core.rail import FINEST, rail_of

register = template.Library()
for mark in (comma, colon, full_stop):
    register.simple_tag(mark)
register.filter("device", device_name)

PRIORITIES = {
    "urgent": (3, pgettext_lazy("priority", "Urgent")),
    "important": (2, pgettext_lazy("priority", "Important")),
    "normal": (1, pgettext_lazy("priority", "Normal")),
}
INSTANT_FORMS = {
    "short": instants.short_instant,
    "long": instants.long_instant,
    "dated": instants.dated_instant,
    "day": instants.day,
}
LEGEND_TONES = {"go": "running", "left": "pending", "closed": "pending", "stop": "paused", "over": "missed"}
UNUSUAL = frozenset({"closed", "stop", "over"})
FINEST_MINI = 5.0  # of 48 pixels
SPAN_FORMS = {"short": spans.short_span, "long": spans.long_span, "hours": spans.hours_span}
COUNTING = {"running": "left", "risk": "left", "missed": "late"}


class Reason(NamedTuple):
    """One step of a deadline as it is shown; of open time the hours are counted, never days."""

    kind: str
    label: str
    detail: str
    seconds: int | None
    at: SafeString
    is_stretch: bool
    span_form: str

    @classmethod
    def of(cls, step: Any) -> "Reason":
        when = at(step.at, "short" if step.is_stretch else "dated")
        form = "hours" if step.counts else "long"
        return cls(step.kind, str(step.label), str(step.detail), step.seconds, when, step.is_stretch, form)


@register.simple_tag(name="icon")
def icon_tag(name: str) -> SafeString:
    return icons.icon(str(name))


@register.simple_tag
def priority(code: str, *, bare: bool = False) -> SafeString:
    """Bars that grow with the priority; `code` is urgent, important or normal."""
    bars, label = PRIORITIES[str(code)]
    return drawn("components/priority.html", code=str(code), bars=bars, label=str(label), bare=bare)


@register.simple_tag
def badge(promise: PromiseWithTime, *, audience: str = "staff") -> SafeString:
    return drawn("components/badge.html", **_state(promise, state_words(promise), audience))


@register.simple_tag
def countdown(promise: PromiseWithTime, *, audience: str = "staff") -> SafeString:
    """Customers read "2 h left", staff the bare figure."""
    words = figure(promise) if audience == "staff" else state_words(promise)
    return drawn("components/countdown.html", **_state(promise, words, audience))


@register.simple_tag
def rail(promise: PromiseWithTime, *, named: bool = False, audience: str = "staff") -> SafeString:
    """`promise.title` names the line to screen readers."""
    now_label = now_words(promise.now) if named else ""
    return drawn("components/rail.html", **_line(promise, audience), now_label=now_label)


@register.simple_tag
def mini_rail(promise: PromiseWithTime, *, audience: str = "staff") -> SafeString:
    return drawn("components/mini_rail.html", **_line(promise, audience, finest=FINEST_MINI))


@register.simple_tag
def why(steps: Iterable[Any], who: Hashable) -> SafeString:
    """`steps` are shaped like `sla.selectors.explain.Step`; `who` is the key of the promise."""
    return drawn("components/why.html", who=who, steps=tuple(map(Reason.of, steps)))


@register.inclusion_tag("components/rail_legend.html")
def rail_legend(promises: Iterable[PromiseWithTime]) -> dict[str, Any]:
    """The patterns that need a word: none while all the lines are whole."""
    seen = frozenset[str]().union(
        *(rail_of(promise).kinds for promise in promises if promise.state != "cancelled")
    )
    signs = [(kind, LEGEND_TONES[kind], words) for kind, words in LINE.items() if kind in seen]
    return {"signs": signs if seen & UNUSUAL else [], "has_hours": "closed" in seen}


@register.simple_tag(name="drawn")
def drawn_tag(template_name: str, **facts: Hashable) -> SafeString:
    return drawn(template_name, **facts)


register.filter("attributes", flatatt)


@register.filter
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """What a select box offers, as its widget gives it: a list of people is the same for many requests."""
    facts = tuple((name or "", tuple(map(_option, members))) for name, members, _index in groups)
    return drawn("components/options.html", groups=facts)


def _option(option: dict[str, Any]) -> tuple[str, str, bool, bool]:
    is_off = bool(option["attrs"].get("disabled"))
    return str(option["value"]), str(option["label"]), bool(option["selected"]), is_off


@register.simple_tag
def avatar(person: Any, *, size: str = "") -> SafeString:
    letters = initials(str(getattr(person, "name", person)))
    return drawn("components/avatar.html", initials=letters, size=size)


@register.filter
def at(instant: datetime | None, form: str = "short") -> SafeString:
    """`instant` as `<time>` with its exact value in the title; empty for None."""
    if instant is None:
        return SafeString("")
    return ELEMENTS[form](instant, timezone.now())


def _element(say: instants.Say[str]) -> instants.Say[SafeString]:
    """The `<time>` that says it in these words."""

    @instants.kept_for_the_day
    def element(instant: datetime, now: datetime) -> SafeString:
        exact = instants.exact_instant(instant)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>', instant.isoformat(), exact, say(instant, now)
        )

    return element


ELEMENTS = {form: _element(say) for form, say in INSTANT_FORMS.items()}


@register.filter
def span(seconds: int | None, form: str = "short") -> str:
    if seconds is None:
        return ""
    return SPAN_FORMS[form](seconds)


@register.simple_tag
def zone_label() -> str:
    return instants.zone_name(timezone.now())


@register.simple_tag
def live_config() -> SafeString:
    return format_html_join("\n", '<meta name="{}" content="{}">', live_metas(timezone.now()).items())


def initials(name: str) -> str:
    """ "CJ" for Chen Jie, the first character (the family name) for a name in Chinese."""
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def _state(promise: PromiseWithTime, words: Words, audience: str) -> dict[str, Hashable]:
    tone = str(promise.tone)
    counts = COUNTING.get(tone, "") if promise.due_at and not promise.stopped_at else ""
    return {
        "tone": tone,
        "icon_name": ICONS[tone],
        "counts": counts,
        "pattern": words.pattern,
        "text": words.text(audience),
        "form": "short" if audience == "staff" else "long",
        "due_at": promise.due_at.isoformat() if promise.due_at else "",
        "exact": instants.exact_instant(promise.due_at) if promise.due_at else "",
    }


def _line(promise: PromiseWithTime, audience: str, *, finest: float = FINEST) -> dict[str, Hashable]:
    title = str(getattr(promise, "title", ""))
    tone = "missed" if promise.tone == "late" else str(promise.tone)
    line = rail_of(promise, finest=finest)
    return {"line": line, "tone": tone, "label": line_words(promise, title, audience)}
