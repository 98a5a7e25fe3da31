from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from tickets.models import Attachment, Ticket
from tickets.selectors.merged import family_of
from tickets.selectors.timeline import Audience


class NoSuchFile(NotFound):
    code = "no_such_file"
    message = _("This file does not exist, or you may not see it.")


def get_attachment(ticket: Ticket, *, audience: Audience, file_id: int) -> Attachment:
    """A file of an entry that `audience` may see, here or on a ticket merged into it; raises NoSuchFile."""
    rows = Attachment.objects.filter(pk=file_id, ticket__in=family_of(ticket))
    found = (rows if audience == "staff" else rows.filter(entry__is_public=True)).first()
    if found is None:
        raise NoSuchFile
    return found
