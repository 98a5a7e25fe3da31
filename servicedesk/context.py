from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """What every page may show: whose desk this is, and whether the mail catcher's page exists."""
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "has_mail_catcher": settings.MAIL_CATCHER_DIR is not None,
    }
