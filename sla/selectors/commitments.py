"""Which version of which letter holds."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from sla.models import CommitmentVersion, VersionState


def in_force(now: datetime) -> CommitmentVersion | None:
    """The letter that holds for everybody at `now`, the one to show to a visitor."""
    return version_for(customer_id=None, product="", kind="", branch_id=None, at=now)


def version_for(
    *, customer_id: int | None, product: str, kind: str, branch_id: int | None, at: datetime
) -> CommitmentVersion | None:
    """The version in force at `at` for such a request: the most specific scope wins, customer before product
    before type before branch (semantics, section 2)."""
    return (
        _in_force_at(at)
        .filter(is_internal=False)
        .filter(Q(customer=None) | Q(customer=customer_id))
        .filter(Q(product="") | Q(product__iexact=product))
        .filter(Q(kind="") | Q(kind=kind))
        .filter(Q(branch=None) | Q(branch=branch_id))
        .order_by(
            F("customer").asc(nulls_last=True), "-product", "-kind", F("branch").asc(nulls_last=True), "-pk"
        )
        .first()
    )


def house_rules(*, branch_id: int, at: datetime) -> CommitmentVersion | None:
    """The house rules in force at `at` for departments' tasks; those of the branch go before general ones."""
    rules = _in_force_at(at).filter(Q(branch=None) | Q(branch=branch_id), is_internal=True)
    return rules.order_by(F("branch").asc(nulls_last=True), "-pk").first()


def _in_force_at(at: datetime) -> QuerySet[CommitmentVersion]:
    begun = CommitmentVersion.objects.exclude(state=VersionState.DRAFT).filter(effective_from__lte=at)
    return begun.filter(Q(ended_at=None) | Q(ended_at__gt=at))
