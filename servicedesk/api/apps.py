from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "servicedesk.api"
    label = "api"
    verbose_name = _("REST API")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicedesk.api import schema_auth  # noqa: F401, PLC0415  # importing it registers the extension
        from servicedesk.api.retention import on_entry  # noqa: PLC0415  # it needs the loaded models
        from tickets.signals import entry_recorded  # noqa: PLC0415

        entry_recorded.connect(on_entry, dispatch_uid="api.on_entry")
