"""Which version of which letter holds."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from accounts.editions import Kept
from core.prepared import Given
from sla.models import CommitmentVersion, VersionState

DAY = timedelta(days=1)


def in_force(now: datetime) -> CommitmentVersion | None:
    """The letter that holds for everybody at `now`, the one to show to a visitor."""
    return version_for(customer_id=None, product="", kind="", branch_id=None, at=now)


def for_everybody(at: datetime) -> QuerySet[CommitmentVersion]:
    """The letters in force at `at` for every request."""
    whole = {"customer": None, "product": "", "kind": "", "branch": None}
    return _in_force_at(at).filter(is_internal=False, **whole).order_by("-pk")


def version_for(
    *, customer_id: int | None, product: str, kind: str, branch_id: int | None, at: datetime
) -> CommitmentVersion | None:
    """The version in force at `at` for such a request: the most specific scope wins, customer before product
    before type before branch (semantics, section 2)."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    of_that_day = FITTING(
        customer=customer_id if customer_id is not None and customer_id in PROMISED_ALONE() else None,
        product=product,
        kind=kind,
        branch=branch_id,
        since=day,
        until=day + DAY,
    )
    return next((version for version in of_that_day if version.is_in_force(at)), None)


def house_rules(*, branch_id: int, at: datetime) -> CommitmentVersion | None:
    """The house rules in force at `at` for departments' tasks; those of the branch go before general ones."""
    rules = _in_force_at(at).filter(Q(branch=None) | Q(branch=branch_id), is_internal=True)
    return rules.order_by(F("branch").asc(nulls_last=True), "-pk").first()


def _in_force_at(at: datetime) -> QuerySet[CommitmentVersion]:
    return _in_force_within(at, at)


def _in_force_within(since: datetime | Given, until: datetime | Given) -> QuerySet[CommitmentVersion]:
    return CommitmentVersion.objects.filter(
        ~Q(state=VersionState.DRAFT), Q(ended_at=None) | Q(ended_at__gt=since), effective_from__lte=until
    )


def _fitting() -> QuerySet[CommitmentVersion]:
    """Those in force at some time of a day, so that the answer can be kept; the most specific first."""
    within = _in_force_within(Given("since", DateTimeField()), Given("until", DateTimeField()))
    fitting = within.filter(
        Q(customer=None) | Q(customer=Given("customer", BigIntegerField())),
        Q(product="") | Exact(Upper("product"), Upper(Given("product", CharField()))),
        Q(kind="") | Q(kind=Given("kind", CharField())),
        Q(branch=None) | Q(branch=Given("branch", BigIntegerField())),
        is_internal=False,
    )
    return fitting.order_by(
        F("customer").asc(nulls_last=True), "-product", "-kind", F("branch").asc(nulls_last=True), "-pk"
    )


def _promised_alone() -> QuerySet[CommitmentVersion, int | None]:
    """The customers who have, or had, a letter of their own."""
    theirs = CommitmentVersion.objects.filter(~Q(state=VersionState.DRAFT), customer__isnull=False)
    return theirs.order_by().values_list("customer", flat=True).distinct()


FITTING = Kept(_fitting)
PROMISED_ALONE = Kept(_promised_alone)
