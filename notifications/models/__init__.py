from notifications.models.alert import StaffAlert
from notifications.models.message import Message, MessageQuerySet
from notifications.models.trial import MailTrial

__all__ = ["MailTrial", "Message", "MessageQuerySet", "StaffAlert"]
