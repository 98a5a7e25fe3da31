from functools import partial

from django.conf import settings
from django.http import HttpRequest

from accounts.selectors.company import company
from servicedesk.second_step import lacks_second_step


def site(request: HttpRequest) -> dict[str, object]:
    """What every page may show: whose desk this is, whether there is a mail catcher, what is missing."""
    return {
        "organisation_name": company().name,
        "has_mail_catcher": settings.MAIL_CATCHER_DIR is not None,
        "lacks_second_step": partial(lacks_second_step, getattr(request, "user", None)),
    }
