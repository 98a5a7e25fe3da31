from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.desk.navigation import navigation
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.step_words import step_rows


@require_safe
@desk_view
def states(request: DeskRequest) -> HttpResponseBase:
    """The states of a request and the steps between them, from the table that the services obey."""
    context = {"nav": navigation(request, now=timezone.now()), "rows": step_rows()}
    return render_page(request, "desk/states.html", context)
