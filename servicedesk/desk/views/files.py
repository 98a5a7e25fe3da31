from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from servicedesk.desk.requests import DeskRequest, desk_view
from tickets.selectors.attachments import get_attachment
from tickets.selectors.tickets import get_ticket

# Pictures open in the browser: nothing in them can run. Everything else is handed over as a download.
HARMLESS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
UNKNOWN = "application/octet-stream"


@require_safe
@desk_view
def download(request: DeskRequest, number: str, file_id: int) -> HttpResponseBase:
    """A file of a ticket the reader may see, never as a page of ours: no script, no sniffing, no cache."""
    ticket = get_ticket(actor=request.actor, number=number)
    found = get_attachment(ticket, audience="staff", file_id=file_id)
    is_harmless = found.content_type in HARMLESS
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not is_harmless,
        filename=found.name,
        content_type=found.content_type if is_harmless else UNKNOWN,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
