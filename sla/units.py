"""What an amount of time is counted in, and how working days are (semantics, section 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    ELAPSED = "elapsed", _("seconds by the wall clock")
    WORKING = "working", _("seconds of working time")
    WORKING_DAYS = "working_days", _("working days")


class Convention(models.TextChoices):
    CLOSE_OF_BUSINESS = "close_of_business", _("until business ends that day")
    SAME_TIME = "same_time", _("until the same time of that day")
