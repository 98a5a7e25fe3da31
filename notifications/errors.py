from django.utils.translation import gettext_lazy as _

from core.errors import BadInput, Conflict


class NotRetryable(Conflict):
    code = "message_not_retryable"
    message = _("This message is not waiting for another attempt. Reload to see its state.")


class NotAccepted(Conflict):
    code = "message_not_accepted"
    message = _("No mail server has accepted this message, so it cannot have come back.")


class NoBounce(BadInput):
    code = "no_bounce"
    message = _(
        "Give the code of a failure for good: 5xx, or 5.x.x as in the report that came back. "
        "A delay is no bounce."
    )


class BounceOutOfTime(BadInput):
    code = "bounce_out_of_time"
    message = _("A message comes back after it was accepted, and not in the future. Check the time.")


class CallNotDue(Conflict):
    code = "call_not_due"
    message = _("This call is no longer due. Reload to see who made it.")
