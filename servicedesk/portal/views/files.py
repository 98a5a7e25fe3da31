from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.errors import NotFound
from core.web import PageRequest
from servicedesk.portal.private import private_page
from tickets.models import Attachment, Ticket
from tickets.selectors.timeline import entries_for


class NoSuchFile(NotFound):
    code = "no_such_file"
    message = _("This file does not exist, or you may not see it.")


@require_safe
@private_page
def download(request: PageRequest, ticket: Ticket, file_id: int) -> HttpResponseBase:  # noqa: ARG001 - the view's signature
    """A file of a public entry, never shown in the browser: a stranger's file must not run on our pages."""
    file = Attachment.objects.filter(pk=file_id, entry__in=entries_for(ticket, "customer")).first()
    if file is None:
        raise NoSuchFile
    response = FileResponse(
        file.file.open(), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
