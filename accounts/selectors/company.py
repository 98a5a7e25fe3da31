"""Whose desk this is: asked for on every page, so kept for some seconds in this process."""

import time

from django.conf import settings
from django.db import Error

from accounts.models.company import ONLY, Company

SECONDS = 5.0  # after a change the other processes say the old name for so long
_kept: list[tuple[float, Company]] = []  # until when, and what


def company() -> Company:
    """Name, phone, zone and language of the house; one query now and then.

    What the environment says where nothing is stored, and while the database does not answer: pages that
    tell of its outage need a name, too.
    """
    for until, row in _kept:
        if time.monotonic() < until:
            return row
    try:
        row = stored_company()
    except Error:
        return of_the_environment()
    keep_company(row, SECONDS)
    return row


def stored_company() -> Company:
    """As it is stored now, else as the environment says and not stored."""
    return Company.objects.filter(pk=ONLY).first() or of_the_environment()


def of_the_environment() -> Company:
    return Company(name=settings.ORGANISATION_NAME, zone=settings.TIME_ZONE, language=settings.LANGUAGE_CODE)


def keep_company(row: Company, seconds: float) -> None:
    _kept[:] = [(time.monotonic() + seconds, row)]


def forget_company() -> None:
    """Somebody changed it: look again."""
    _kept.clear()
