"""Secrets of authenticator apps and seeds of recovery codes lie sealed in the database."""

import logging

from allauth.mfa.models import Authenticator
from django.db import transaction

from core.sealing import SealUnknown, is_sealed_now, seal, unseal

logger = logging.getLogger(__name__)
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


@transaction.atomic
def seal_second_steps() -> int:
    """Seal what lies plain or under an older key of SECRET_KEY_FALLBACKS; how many were sealed.

    Row by row under its lock: a recovery code may be used at this moment.
    """
    sealed = 0
    for row in Authenticator.objects.filter(type__in=SECRETS).select_for_update():
        name = SECRETS[Authenticator.Type(row.type)]
        if is_sealed_now(row.data[name]):
            continue
        try:
            row.data[name] = seal(unseal(row.data[name]))
        except SealUnknown:
            logger.warning("the second step %s is encrypted with a key that is gone", row.pk)
            continue
        row.save(update_fields=["data"])
        sealed += 1
    return sealed
