from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """What happens: service requests and their log."""

    name = "tickets"
    verbose_name = _("Service requests")
    default_auto_field = "django.db.models.BigAutoField"
