from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """What happens: service requests and their log."""

    name = "tickets"
    verbose_name = _("Service requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.signals import account_changes  # noqa: PLC0415
        from tickets import receivers  # noqa: PLC0415  # receivers need the loaded models

        account_changes.connect(receivers.on_account_changes, dispatch_uid="tickets.on_account_changes")
