"""Addresses outside a request: for the result page, the QR code."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tickets.models import Ticket
from tickets.tracking import token_for


def tracking_address(ticket: Ticket) -> str:
    """The full address of the customer's private page."""
    return f"{settings.BASE_URL}{reverse('portal:track', args=[token_for(ticket)])}"


def qr_code(text: str) -> SafeString:
    """`text` as inline SVG; attributes only, because the content policy forbids inline style."""
    drawing = segno.make(text, error="m").svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308 - made from numbers by the library
