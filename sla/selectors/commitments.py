"""Which version of which letter holds."""

from datetime import datetime

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from core.prepared import Given, Prepared
from sla.models import CommitmentVersion, VersionState


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
    return FITTING.first(customer=customer_id, product=product, kind=kind, branch=branch_id, at=at)


def house_rules(*, branch_id: int, at: datetime) -> CommitmentVersion | None:
    """The house rules in force at `at` for departments' tasks; those of the branch go before general ones."""
    rules = _in_force_at(at).filter(Q(branch=None) | Q(branch=branch_id), is_internal=True)
    return rules.order_by(F("branch").asc(nulls_last=True), "-pk").first()


def _in_force_at(at: datetime | Given) -> QuerySet[CommitmentVersion]:
    return CommitmentVersion.objects.filter(
        ~Q(state=VersionState.DRAFT), Q(ended_at=None) | Q(ended_at__gt=at), effective_from__lte=at
    )


def _fitting() -> QuerySet[CommitmentVersion]:
    fitting = _in_force_at(Given("at", DateTimeField())).filter(
        Q(customer=None) | Q(customer=Given("customer", BigIntegerField())),
        Q(product="") | Exact(Upper("product"), Upper(Given("product", CharField()))),
        Q(kind="") | Q(kind=Given("kind", CharField())),
        Q(branch=None) | Q(branch=Given("branch", BigIntegerField())),
        is_internal=False,
    )
    return fitting.order_by(
        F("customer").asc(nulls_last=True), "-product", "-kind", F("branch").asc(nulls_last=True), "-pk"
    )[:1]


FITTING = Prepared(_fitting)
