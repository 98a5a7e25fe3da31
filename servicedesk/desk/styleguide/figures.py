"""The manager's figures: the card of a promise, a time to service, what each owner has."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.desk.styleguide.charts import figure
from tickets.promises import Metric


def figures(spark: Mapping[str, Any]) -> dict[str, Any]:
    """As the templates of the insights read them; `spark`: of the cards."""
    return {
        "cards": [card(spark, 100, late=0, missed=0), card(spark, 91.5, late=3, missed=2)],
        "times": [times()],
        "owners": {"number": 2, "lines": [owner(_("Chen Jie"), 12, 97.4), owner(_("Zhao Peng"), 0, None)]},
        "scope": {"period": {"label": _("Last 30 days")}},
        "nowhere": {"by_owner": figure(0)["url"]},
    }


def card(spark: Mapping[str, Any], percent: float, *, late: int, missed: int) -> dict[str, Any]:
    numbers = {
        "kept": 60 - late - missed,
        "due": 60,
        "late": late,
        "missed": missed,
        "open_late": missed // 2,
    }
    return {
        "promise": {"short": Metric.CONTACT.label, "title": Metric.CONTACT.label, "amount": _("2 hours")},
        "percent": percent,
        "is_all_kept": not late and not missed,
        "figures": {name: figure(number) for name, number in numbers.items()},
        "spark": spark,
    }


def times() -> dict[str, Any]:
    return {
        "measure": "response",
        "title": _("Time until service begins"),
        "definition": _("From the request to the first service."),
        "all": figure(58),
        "median": timedelta(minutes=21),
        "percentile_90": timedelta(minutes=115),
        "percent": 96.6,
        "promised": 58,
        "within": figure(56),
        "beyond": figure(2),
        "waiting": figure(3),
    }


def owner(name: str, number: int, percent: float | None) -> dict[str, Any]:
    behind = {"at_risk": number // 4, "past_due": number // 6, "not_kept": number // 6, "due": number * 3}
    return {
        "person": User(name=name, is_on_duty=bool(number)),
        "open": figure(number),
        "percent": percent,
        "figures": {kind: figure(count) for kind, count in behind.items()},
    }
