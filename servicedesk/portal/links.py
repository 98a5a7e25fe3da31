"""Addresses outside a request, for the result page."""

from django.conf import settings
from django.urls import reverse

from tickets.models import Ticket
from tickets.tracking import token_for


def tracking_address(ticket: Ticket) -> str:
    """The full address of the customer's private page."""
    return f"{settings.BASE_URL}{reverse('portal:track', args=[token_for(ticket)])}"
