"""What can go wrong on the way to the next mail server, told apart by what helps: waiting, or nothing."""

import smtplib

PERMANENT_FROM = 500


class DeliveryError(Exception):
    """A delivery did not succeed. `code` is short and stable; `is_permanent`: waiting will not help.

    `is_server_down`: it is about the server or our account there, so the next message would fail as well.
    """

    def __init__(self, code: str, *, is_permanent: bool = False, is_server_down: bool = False) -> None:
        self.code = code
        self.is_permanent = is_permanent
        self.is_server_down = is_server_down
        super().__init__(code)


def failure_of(error: OSError) -> DeliveryError:
    """What `error`, raised by smtplib or the socket below it, means for the message.

    A refused recipient, sender or content is about the message: 5xx is permanent, 4xx passing (RFC 5321,
    4.2.1). A greeting or sign-in that fails is about the server, even with a 5xx: somebody will mend it.
    """
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib hides some
        return DeliveryError("timed_out", is_server_down=True)
    match error:
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError() | smtplib.SMTPAuthenticationError():
            return DeliveryError(f"server_{error.smtp_code}", is_server_down=True)
        case smtplib.SMTPRecipientsRefused() | smtplib.SMTPResponseException():
            reply = _reply_of(error)
            return DeliveryError(f"smtp_{reply}", is_permanent=reply >= PERMANENT_FROM)
        case smtplib.SMTPServerDisconnected():
            return DeliveryError("connection_lost")
        case smtplib.SMTPException():
            return DeliveryError("server_unsuitable", is_server_down=True)
    return DeliveryError("unreachable", is_server_down=True)


def _reply_of(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    return next(iter(error.recipients.values()))[0]  # a message has one recipient
