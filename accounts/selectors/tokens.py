from datetime import datetime, timedelta

from django.db.models import Q

from accounts.digests import digest_of
from accounts.models import IntegrationToken
from core.actors import Actor

USE_NOTED_EVERY = timedelta(minutes=1)


def actor_for_secret(secret: str, *, now: datetime) -> Actor | None:
    """The integration that owns `secret`, or `None`. Its use is noted at most once a minute."""
    token = IntegrationToken.objects.filter(digest=digest_of(secret), is_active=True).first()
    if token is None:
        return None
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    IntegrationToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return Actor.integration(token)
