"""Files of an entry."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tickets.models import Attachment


def files(now: datetime) -> list[Attachment]:
    """One to be read, one that is no more."""
    facts: dict[str, Any] = {"pk": 0, "content_type": "image/jpeg", "size": 1_840_000}
    name = _("label of the outdoor unit.jpg")
    return [Attachment(name=name, **facts), Attachment(erased_at=now - timedelta(hours=1), **facts)]
