"""Which columns a queue shows, in which order columns and rows come: kept for oneself, or in a saved view."""

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.services.preferences import keep_queue_look
from servicedesk.desk.filters import QueueAddress, number_of
from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.choices import Sort
from tickets.looks import EARLIER, LATER, Look
from tickets.selectors.saved_views import look_of_view
from tickets.services.saved_views import keep_look

MOVES = {"earlier": EARLIER, "later": LATER}


@require_POST
@desk_view
def choose(request: DeskRequest) -> HttpResponseBase:
    """The address is the queue's; "list" takes all columns away. Without script a move is kept at once."""
    address = QueueAddress.of(request.GET).as_each_sees_it
    look, moved = _asked(request.POST)
    view_id = number_of(request.POST.get("view"), 0)
    if not view_id:
        keep_queue_look(actor=request.actor, user_id=request.user.pk, look=look.facts())
        return redirect(address.url() + moved)
    view = keep_look(actor=request.actor, view_id=view_id, look=look)
    return redirect(QueueAddress(address.filters, size=address.size, look=look_of_view(view)).url())


def _asked(sent: QueryDict) -> tuple[Look, str]:
    """The look, and where in the chooser one was: at the button of a move, that it can be pressed again."""
    columns = [] if "list" in sent else sent.getlist("column")
    look = Look.chosen(columns, sent.get("sort", Sort.DUE))
    for name, by in MOVES.items():
        if (column := sent.get(name)) is not None:
            return look.moved(column, by), f"#look-{name}-{column}"
    return look, ""
