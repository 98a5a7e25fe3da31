"""The way to the next mail server."""

import smtplib
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection

from notifications.mail.failures import DeliveryError, failure_of


def send(mail: EmailMessage) -> None:
    """Hand `mail` to the next mail server; returns when it has accepted it, raises DeliveryError otherwise.

    The connection is closed outside the attempt: a server that hangs up after its "accepted" has accepted.
    """
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([mail])
    except ValueError as error:  # an address or a header that cannot be written
        raise DeliveryError("unsendable", is_permanent=True) from error
    except OSError as error:  # smtplib's errors are OSErrors too
        raise failure_of(error) from error
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
