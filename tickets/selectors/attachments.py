from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, NotFound
from tickets.models import Attachment, Ticket
from tickets.selectors.merged import family_of
from tickets.selectors.timeline import Audience


class NoSuchFile(NotFound):
    code = "no_such_file"
    message = _("This file does not exist, or you may not see it.")


class FileErased(DomainError):
    code = "file_erased"
    status = 410
    message = _("This file was erased for good on {when}. Nobody can read it again.")


def get_attachment(ticket: Ticket, *, audience: Audience, file_id: int) -> Attachment:
    """A file of an entry that `audience` may see, here or on a ticket merged into it.

    Raises NoSuchFile, FileErased.
    """
    rows = Attachment.objects.filter(pk=file_id, ticket__in=family_of(ticket))
    found = (rows if audience == "staff" else rows.filter(entry__is_public=True)).first()
    if found is None:
        raise NoSuchFile
    if found.erased_at is not None:
        raise FileErased(when=found.erased_at)
    return found
