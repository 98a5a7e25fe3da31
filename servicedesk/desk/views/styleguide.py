from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.desk.folding import folded
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from servicedesk.desk.styleguide import charts, customers, figures, forms, lists, service, several, work
from servicedesk.desk.styleguide.log import log_lines, queue_rows, sheet_of
from servicedesk.desk.styleguide.promises import promises_in_every_state, reasons
from servicedesk.desk.styleguide.tokens import read_tokens


@require_safe
@desk_view
def styleguide(request: DeskRequest) -> HttpResponseBase:
    """Every part of the pages in every state, drawn by the templates that draw the pages."""
    now = timezone.now().replace(microsecond=0)
    promises = promises_in_every_state(now)
    rows, lines = queue_rows([promise for promise in promises if promise.stopped_at is None]), log_lines(now)
    pictures = charts.charts(now)
    mended = forms.refused("mended")
    context: dict[str, Any] = {
        "nav": navigation(request, now=now),
        "tokens": read_tokens(),
        "promises": promises,
        "steps": reasons(now),
        "rows": several.picked(rows),
        "story": folded(lines),
        "work": work.editor_in_use(rows[0].ticket, promises[1], lines[2:3], now),
        "found": work.found(),
        "toasts": work.toasts(),
        "empty": work.empty_queues(),
        "several": several.several(promises),
        "service": service.service(rows[0].ticket, promises[1:3], now),
        "lists": lists.lists(rows, now),
        "customers": customers.customers(),
        "charts": pictures,
        "figures": figures.figures(pictures["trend"]["spark"]),
        "sheet": sheet_of(lines),
        "history": lists.history(now),
        "asked": forms.sample("asked"),
        "refused": forms.refused("refused"),
        "theirs": forms.sample("theirs"),
        "mended": mended,
        "choices": forms.CHOICES,
        "scores": forms.SCORES,
        "problems": [(mended[name].auto_id, mended.errors[name][0]) for name in ("serial", "problem")],
        "looks": ("primary", "", "quiet", "danger"),
        "priorities": ("urgent", "important", "normal"),
    }
    return render_page(request, "desk/styleguide.html", context)
