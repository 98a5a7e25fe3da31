from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models.branches import Branch
from accounts.models.edition import renews_edition
from accounts.shifts import validate_shifts
from accounts.signals import account_changes


class Role(models.TextChoices):
    """The steps of the escalation ladder that are people's standing roles (D3.1)."""

    AGENT = "agent", _("agent")
    LEAD = "lead", _("lead")
    DEPARTMENT_HEAD = "department_head", _("department head")
    BRANCH_MANAGER = "branch_manager", _("branch manager")
    MANAGEMENT = "management", _("management")


# Columns by which matters and messages are given to people. The others are their own affair, and change when
# somebody signs in or arranges his pages.
KNOWN = (
    "email",
    "name",
    "role",
    "branch_id",
    "also_serves",
    "team_id",
    "department",
    "is_on_duty",
    "shifts",
    "spoken",
    "quiet_from",
    "quiet_until",
    "has_mention_mails",
    "language",
    "has_chosen_language",
    "is_active",
    "is_staff",
    "is_superuser",
)


class StaffManager(UserManager["User"]):
    """Accounts are known by their e-mail address; there are no user names."""

    def _create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]  # no user name
        return self._create_user(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]  # no user name
        return self._create_user(
            email, password, **{"role": Role.MANAGEMENT, "is_staff": True, "is_superuser": True} | fields
        )


class User(AbstractUser):
    """A member of staff, who signs in by e-mail."""

    username = None  # type: ignore[assignment]  # the e-mail address is the name to sign in with
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AGENT)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("branch")
    )
    # Branches beside his own whose matters he sees and may be given (B2.1): their numbers, and no table
    # between, for every page asks for them; the number of no branch gives nothing.
    also_serves = ArrayField(
        models.BigIntegerField(), verbose_name=_("also serves"), default=list, blank=True
    )
    team = models.ForeignKey(
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    # Whose tasks this person works on (A3.4); empty for those who only work on requests.
    department = models.CharField(_("department"), max_length=20, choices=Department, blank=True)
    is_on_duty = models.BooleanField(_("on duty"), default=True)
    # Within these hours he is named owner of new matters; without any, whenever he is on duty (D3.3).
    shifts = models.JSONField(
        _("weekly shifts"),
        null=True,
        blank=True,
        validators=[validate_shifts],
        help_text=_('In the branch\'s zone, Monday first: seven lists of hours, as [["09:00", "17:00"]]'),
    )
    spoken = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("languages spoken with customers"),
        default=list,
        blank=True,
        help_text=_("Codes with commas between them, as en,zh-hans; empty: the language of his pages"),
    )
    # Messages that are not urgent wait for the end of these hours, in the branch's zone.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    # Letters that act by themselves; who dictates or uses a screen reader may not want them (WCAG 2.1.4).
    has_single_keys = models.BooleanField(_("single keys"), default=True)
    # Columns and order of his queues, by the names they have there; empty: as it comes.
    queue_look = models.JSONField(_("look of his queues"), default=dict, editable=False)
    # Mentioned in a note: told in the page always, by mail too if this is set.
    has_mention_mails = models.BooleanField(_("mails about mentions"), default=True)
    # Of mails at once; of pages when it was the person's own choice, until then the browser's.
    language = models.CharField(_("language"), max_length=10, default="en")
    has_chosen_language = models.BooleanField(_("has chosen the language"), default=False)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]
        triggers = (renews_edition(*KNOWN),)

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()
        if self.pk:
            account_changes.send(User, person=self)

    @property
    def branches(self) -> frozenset[int]:
        """The numbers of all branches he serves."""
        return frozenset(self.also_serves) | ({self.branch_id} if self.branch_id else set())

    def get_full_name(self) -> str:
        return self.name
