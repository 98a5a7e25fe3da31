from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import IntegrationToken


class IdempotentRequest(models.Model):
    """One POST that was carried out, and the answer it got.

    The row is written first, in the transaction of the service it guards: a second request with the same key
    waits on the unique constraint and then finds either the finished answer or, after a failure, nothing.
    """

    token = models.ForeignKey(IntegrationToken, models.CASCADE, related_name="+", verbose_name=_("token"))
    key = models.CharField(_("key"), max_length=255)
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("SHA-256 of path and content")
    )
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    headers = models.JSONField(_("headers"), default=dict)
    # Text, not JSON: the repeated answer is the first one to the byte.
    body = models.TextField(_("body"), blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("idempotent request")
        verbose_name_plural = _("idempotent requests")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="idempotent_request_once")]
        indexes = [
            # forget_answers deletes by age
            models.Index(fields=["created_at"], name="idempotent_request_age"),
        ]

    def __str__(self) -> str:
        return self.key
