"""Commitments to read: which hold, how each reads, how it became what it is."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import StaffRequest, render_page
from servicedesk.insights.commitments_access import reading_view
from sla.letters import LETTERS
from sla.models import CommitmentVersion
from sla.policies import policy
from sla.selectors.letter_changes import changes_between
from sla.selectors.letters import (
    get_version,
    history_of,
    letter_text,
    scope_words,
    standing,
    translated,
    versions_of_house,
)

INSTALLABLE = ("A", "D", "HOUSE")


@require_safe
@reading_view
def overview(request: StaffRequest) -> HttpResponseBase:
    """What is in force for which requests, what is coming, drafts, and what was."""
    now = timezone.now()
    lines = [line_of(version, now) for version in versions_of_house()]
    context = {
        "groups": {
            name: [line for line in lines if line["standing"] == name]
            for name in ("in_force", "coming", "draft", "superseded")
        },
        "letters": [(code, translated(LETTERS[code].title)) for code in INSTALLABLE],
        "may_decide": may_decide(request),
    }
    return render_page(request, "insights/commitments/overview.html", context)


@require_safe
@reading_view
def version(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A version as the letter reads, with who is told when, and the history of the letter."""
    shown, now = get_version(actor=request.actor, version_id=pk), timezone.now()
    context = version_context(shown, now) | {
        "history": steps_of(shown, now),
        "may_decide": may_decide(request),
    }
    return render_page(request, "insights/commitments/version.html", context)


@require_safe
@reading_view
def changes(request: StaffRequest, pk: int, since: int) -> HttpResponseBase:
    """What differs between two versions, in words."""
    new = get_version(actor=request.actor, version_id=pk)
    old = get_version(actor=request.actor, version_id=since)
    context = {"new": new, "old": old, "changes": changes_between(old, new)}
    return render_page(request, "insights/commitments/changes.html", context)


def version_context(shown: CommitmentVersion, now: datetime) -> dict[str, Any]:
    return {"version": shown, "text": letter_text(shown), "standing": standing(shown, now)}


def line_of(shown: CommitmentVersion, now: datetime) -> dict[str, Any]:
    return {
        "version": shown,
        "title": translated(shown.commitment.title),
        "scope": scope_words(shown),
        "standing": standing(shown, now),
    }


def steps_of(shown: CommitmentVersion, now: datetime) -> list[dict[str, Any]]:
    """The signed versions, newest first, each with the one before it; a draft is compared with the newest."""
    signed = history_of(shown)
    steps = [
        {"version": step, "standing": standing(step, now), "before": before}
        for step, before in zip_longest(signed, signed[1:])
    ]
    if standing(shown, now) != "draft":
        return steps
    return [{"version": shown, "standing": "draft", "before": signed[0] if signed else None}, *steps]


def may_decide(request: StaffRequest) -> bool:
    return policy.allows(request.actor, "draft", CommitmentVersion())
