from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The agents' face: queue, ticket, phone intake, alerts. It holds no rules and no models."""

    name = "servicedesk.desk"
    label = "desk"
    verbose_name = _("Desk")
