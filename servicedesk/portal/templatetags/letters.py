"""`{% load letters %}{% letter_address letter token as url %}`: where a customer reads a letter."""

from django import template
from django.urls import reverse

from sla.models import CommitmentVersion

register = template.Library()


@register.simple_tag
def letter_address(letter: CommitmentVersion, token: str = "") -> str:
    """A letter for one customer alone lies behind the private link of a request bound to it."""
    if letter.customer_id is not None:
        return reverse("portal:own-commitment", args=[token])
    return reverse("portal:commitment", args=[letter.number])
