from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlaConfig(AppConfig):
    """What was promised: commitments, clocks, escalation, the breach ledger."""

    name = "sla"
    verbose_name = _("Promises")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sla import receivers  # noqa: PLC0415  # receivers need the loaded models
        from tickets.signals import entry_recorded, step_requested  # noqa: PLC0415

        entry_recorded.connect(receivers.on_entry, dispatch_uid="sla.on_entry")
        step_requested.connect(receivers.on_step, dispatch_uid="sla.on_step")
