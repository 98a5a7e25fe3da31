from notifications.models.alert import StaffAlert
from notifications.models.message import Message, MessageQuerySet

__all__ = ["Message", "MessageQuerySet", "StaffAlert"]
