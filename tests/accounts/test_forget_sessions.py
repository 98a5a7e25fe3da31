from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import forget_sessions


def test_expired_sessions_leave_the_database_and_others_stay(db: None) -> None:
    kept, expired = SessionStore(), SessionStore()
    kept.save()
    expired.save()
    Session.objects.filter(pk=expired.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions()
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]
