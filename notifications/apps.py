from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Turns log entries into messages and alerts, and delivers them."""

    name = "notifications"
    verbose_name = _("Messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications import receivers  # noqa: PLC0415  # receivers need the loaded models
        from tickets.signals import entry_recorded  # noqa: PLC0415

        entry_recorded.connect(receivers.on_entry, dispatch_uid="notifications.on_entry")
