from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch, Customer, renews_edition
from sla.models.calendars import Calendar
from sla.units import Convention, Unit
from tickets.choices import Kind
from tickets.models import Ticket
from tickets.promises import Metric

# Their due is a date that is set, not an amount of time.
DATED_METRICS = (Metric.RESOLUTION, Metric.PROGRESS_UPDATE, Metric.DEPARTMENT_TASK)


class Commitment(models.Model):
    """A letter that promises service (A1). What it says lies in its numbered versions."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=160)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return self.code


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    SUPERSEDED = "superseded", _("Superseded")


class CommitmentVersion(models.Model):
    """One version of a letter. Once signed it never changes; it can only be superseded (C4).

    Scope: empty means "any"; the most specific wins, customer before product before type before branch.
    In force in `[effective_from, ended_at)`.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="versions")
    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    reason = models.TextField(_("why this version"), blank=True)
    # House rules: what departments promise each other (A3.4). No customer is shown or bound by them.
    is_internal = models.BooleanField(_("house rules, internal"), default=False)
    clauses = models.JSONField(_("clauses"), default=list)
    late_classification_share = models.PositiveSmallIntegerField(
        _("share of the shortest promise after which re-labelling needs a lead, in thousandths"), default=500
    )
    # Who promises, by which law and standard, and what is covered (A1, B1.4, B1.5, B6, C1.1, D0).
    party_name = models.CharField(_("party"), max_length=160, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=120, blank=True)
    party_contact = models.CharField(_("contact"), max_length=160, blank=True)
    party_address = models.CharField(_("address"), max_length=240, blank=True)
    governing_law = models.CharField(_("governing law"), max_length=240, blank=True)
    standards = models.TextField(_("standards"), blank=True)
    coverage = models.TextField(_("products, parameters and faults covered"), blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    product = models.CharField(_("product"), max_length=120, blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    effective_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a commitment")
        verbose_name_plural = _("versions of commitments")
        constraints = [
            models.UniqueConstraint(
                "is_internal",
                "customer",
                Lower("product"),
                "kind",
                "branch",
                condition=Q(state=VersionState.SIGNED),
                nulls_distinct=False,
                name="version_one_in_force_per_scope",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT)
                | Q(signed_at__isnull=False, effective_from__isnull=False),
                name="version_signed_has_times",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.SUPERSEDED) ^ Q(ended_at__isnull=True),
                name="version_superseded_has_end",
            ),
        ]
        indexes = [
            # version_for: what is or was in force when a request came in
            models.Index(
                "effective_from", condition=~Q(state=VersionState.DRAFT), name="version_by_effective_from"
            ),
        ]
        triggers = [
            renews_edition(),
            pgtrigger.Trigger(
                name="signed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=VersionState.DRAFT),
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.state = 'signed' AND NEW.state = 'superseded'
                       AND to_jsonb(NEW) - 'state' - 'ended_at' = to_jsonb(OLD) - 'state' - 'ended_at' THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a signed commitment never changes';
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_in_force(self, at: datetime) -> bool:
        """Whether it was, is or will be in force at this moment; a draft never is."""
        begun = self.effective_from is not None and self.effective_from <= at
        return begun and (self.ended_at is None or at < self.ended_at)


class Promise(models.Model):
    """One measurable clause: metric, to whom it applies, the time agreed and the limit.

    `agreed` and `limit` are seconds, or days where `unit` is working days. Working time is that of
    `calendar`; without one, of the branch's. The promised date and the daily update have no amount.
    """

    version = models.ForeignKey(CommitmentVersion, models.PROTECT, related_name="promises")
    position = models.PositiveSmallIntegerField(_("position"))
    clause = models.CharField(_("clause"), max_length=12)
    metric = models.CharField(_("metric"), max_length=20, choices=Metric)
    applies_to = models.JSONField(_("applies to"), default=dict, blank=True)
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit, default=Unit.ELAPSED)
    agreed = models.PositiveIntegerField(_("time agreed, in seconds or days"))
    limit = models.PositiveIntegerField(_("limit, in seconds or days"))
    convention = models.CharField(
        _("working days last"), max_length=20, choices=Convention, default=Convention.CLOSE_OF_BUSINESS
    )
    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("calendar")
    )
    sends_itself = models.BooleanField(_("the daily update may leave by itself"), default=False)
    ladders = models.JSONField(_("ladders by priority"), default=dict)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "clause", "metric"], name="promise_one_per_clause"),
            models.CheckConstraint(
                condition=Q(agreed__gt=0) | Q(metric__in=DATED_METRICS), name="promise_agreed_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(limit__gte=models.F("agreed")),
                name="promise_limit_not_before_agreed",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_a_draft_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_draft", "boolean")],
                func="""
                    SELECT bool_and(state = 'draft') INTO of_draft FROM sla_commitmentversion
                     WHERE id IN (NEW.version_id, OLD.version_id);
                    IF NOT of_draft THEN
                        RAISE EXCEPTION 'a signed commitment never changes';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.metric}"


class Binding(models.Model):
    """The version a ticket was bound to when it was received, and keeps (C4)."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="binding")
    version = models.ForeignKey(CommitmentVersion, models.PROTECT, related_name="bindings")
    bound_at = models.DateTimeField(_("bound at"))

    class Meta:
        verbose_name = _("binding")
        verbose_name_plural = _("bindings")

    def __str__(self) -> str:
        return f"{self.ticket_id} -> {self.version_id}"
