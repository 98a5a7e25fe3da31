from datetime import datetime, timedelta

from servicedesk.api.models import IdempotentRequest

KEPT_FOR = timedelta(days=1)


def forget_answers(*, now: datetime) -> int:
    """Delete the answers older than a day; a key may then be used anew. Answers how many there were."""
    deleted, _by_model = IdempotentRequest.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted
