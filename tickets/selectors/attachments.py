from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from tickets.models import Attachment, Ticket
from tickets.selectors.timeline import Audience, entries_for


class NoSuchFile(NotFound):
    code = "no_such_file"
    message = _("This file does not exist, or you may not see it.")


def get_attachment(ticket: Ticket, *, audience: Audience, file_id: int) -> Attachment:
    """A file of an entry that `audience` may see; raises NoSuchFile."""
    found = Attachment.objects.filter(pk=file_id, entry__in=entries_for(ticket, audience)).first()
    if found is None:
        raise NoSuchFile
    return found
