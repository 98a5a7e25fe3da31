import secrets
from collections.abc import Sequence
from datetime import datetime

from accounts.digests import digest_of
from accounts.models import Branch, IntegrationToken

PREFIX_LENGTH = 10


def issue_token(
    *, name: str, scopes: Sequence[str], branch: Branch | None = None, now: datetime
) -> tuple[IntegrationToken, str]:
    """Make a token; the secret in the answer is shown once and kept nowhere."""
    secret = f"sd_{secrets.token_urlsafe(32)}"
    token = IntegrationToken.objects.create(
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        scopes=list(scopes),
        branch=branch,
        created_at=now,
    )
    return token, secret
