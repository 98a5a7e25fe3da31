"""What the page's scripts need to know, carried in meta elements: the content policy forbids inline code."""

import json
from datetime import datetime

from django.utils.translation import gettext

from core import spans

HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "historyCacheSize": 0,
    # refused steps come as a toast; a form that was not valid, or whose ground has moved, replaces itself
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(409|422)", "swap": True},
        {"code": "4..", "swap": True, "error": True, "target": "#toasts", "swapOverride": "innerHTML"},
        {"code": "...", "swap": False, "error": True},
    ],
}


def live_metas(now: datetime) -> dict[str, str]:
    """Name -> content: htmx's configuration, the server's clock, the words of the countdowns."""
    words = {
        "short": {unit: str(text) for unit, text in spans.SHORT.items()},
        "long": {unit: str(text) for unit, text in spans.LONG.items()},
        "shortDaysFrom": spans.DAY,
        "longDaysFrom": spans.LONG_DAYS_FROM,
        "due": gettext("due now"),
    }
    return {
        "htmx-config": json.dumps(HTMX_CONFIG),
        "desk-now": now.isoformat(),
        "desk-words": json.dumps(words, ensure_ascii=False),
    }
