from datetime import datetime

from django.db.models import QuerySet

from sla.models import SweepMark, SweepTrouble


def last_sweep_at() -> datetime | None:
    """As of when the last finished sweep had seen every clock; None before the first."""
    return SweepMark.objects.values_list("swept_at", flat=True).first()


def troubles() -> QuerySet[SweepTrouble]:
    """Tickets whose clocks cannot be fired at present, the oldest trouble first."""
    return SweepTrouble.objects.select_related("ticket").order_by("since")
