from django.utils.translation import gettext_lazy as _

from core.errors import Conflict


class NotRetryable(Conflict):
    code = "message_not_retryable"
    message = _("This message is not waiting for another attempt. Reload to see its state.")


class CallNotDue(Conflict):
    code = "call_not_due"
    message = _("This call is no longer due. Reload to see who made it.")
