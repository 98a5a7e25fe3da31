from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailTrial(models.Model):
    """One test mail to whoever sets the house up, and what the mail server said to it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent to")
    )
    server = models.CharField(_("mail server"), max_length=300)
    refusal = models.CharField(_("refusal"), max_length=40, blank=True, help_text=_("Empty: accepted."))
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("test mail")
        verbose_name_plural = _("test mails")
        # last_trial
        indexes = [models.Index(fields=["server", "-id"], name="mail_trial_newest")]

    def __str__(self) -> str:
        return f"{self.server} {self.refusal or 'accepted'}"
