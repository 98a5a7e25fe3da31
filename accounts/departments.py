"""The departments of the house that work on a matter together (A3.4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Department(TextChoices):
    """Who is responsible for solving something (A3.4, D2.2.2)."""

    SERVICE = "service", _("After-sales service")
    TECHNICAL = "technical", _("Technical department")
    LOGISTICS = "logistics", _("Logistics")
    FINANCE = "finance", _("Finance")
