"""What the request form shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.entitlement import in_warranty
from accounts.models import Branch
from accounts.selectors.branches import phone_of
from servicedesk.portal.forms.fields import upload_limits
from servicedesk.portal.forms.request import RequestForm, purchase_of
from servicedesk.portal.pages.problems import problems_of
from servicedesk.portal.pledge import PledgeBox, pledge_box
from sla.selectors.commitments import in_force
from tickets.choices import Impact, Kind

KIND_HINTS = {
    Kind.TECHNICAL_SUPPORT: gettext_lazy("Help with using, setting up or adjusting it"),
    Kind.REPAIR: gettext_lazy("Something is broken, worn or due for service"),
    Kind.CONSULTATION: gettext_lazy("Advice, spare parts, what to buy next"),
}
IMPACT_HINTS = {
    Impact.STOPPED: gettext_lazy("Danger, or nothing can go on"),
    Impact.DEGRADED: gettext_lazy("Work goes on with trouble"),
    Impact.QUESTION: gettext_lazy("It can wait a little"),
}


def form_page(request: HttpRequest, form: RequestForm, branch: Branch, now: datetime) -> dict[str, Any]:
    """The context of `portal/form.html`, in the active zone."""
    chosen = {name: form[name].value() or "" for name in ("kind", "impact", "product")}
    thing = purchase_of(str(form["label"].value() or ""))
    return {
        "form": form,
        "thing": thing,
        "is_in_warranty": thing is not None
        and in_warranty(day=timezone.localdate(now), warranty_until=thing.warranty_until),
        "problems": problems_of(form),
        "kinds": _choices(Kind.choices, KIND_HINTS, chosen["kind"]),
        "impacts": _choices(Impact.choices, IMPACT_HINTS, chosen["impact"]),
        "lost_files": [file.name for file in request.FILES.getlist("attachments")],
        "limits": upload_limits(),
        "pledge": pledge_of(chosen, now),
        "letter": in_force(now),
        "phone": phone_of(branch),
    }


def pledge_of(chosen: Mapping[str, str], now: datetime) -> PledgeBox:
    """The promise for a half-filled form: what is not chosen yet counts as the least."""
    kind, impact = chosen.get("kind", ""), chosen.get("impact", "")
    return pledge_box(
        kind=kind if kind in Kind.values else Kind.TECHNICAL_SUPPORT,
        impact=impact if impact in Impact.values else Impact.QUESTION,
        product=chosen.get("product", "")[:120].replace("\0", "").strip(),
        now=now,
    )


def _choices(
    choices: list[tuple[str, Any]], hints: Mapping[Any, Any], chosen: str
) -> list[tuple[str, Any, Any, bool]]:
    return [(value, label, hints[value], value == chosen) for value, label in choices]
