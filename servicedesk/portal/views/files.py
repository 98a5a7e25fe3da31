from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from core.web import PageRequest
from servicedesk.portal.private import private_page
from tickets.models import Ticket
from tickets.selectors.attachments import get_attachment


@require_safe
@private_page
def download(request: PageRequest, ticket: Ticket, file_id: int) -> HttpResponseBase:  # noqa: ARG001 - the view's signature
    """A file of a public entry, never shown in the browser: a stranger's file must not run on our pages."""
    file = get_attachment(ticket, audience="customer", file_id=file_id)
    response = FileResponse(
        file.file.open(), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
