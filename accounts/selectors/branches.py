from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.editions import Kept
from accounts.models import Branch
from accounts.policies import SEES_ALL
from accounts.selectors.company import company
from core.actors import Actor
from core.errors import Conflict
from core.prepared import Given

NAMED = Kept(lambda: Branch.objects.filter(pk=Given("branch", BigIntegerField())).order_by("pk"))
DEFAULT = Kept(lambda: Branch.objects.filter(is_default=True).order_by("pk"))


class NoBranch(Conflict):
    code = "no_branch"
    message = _(
        "No branch is set up to take this request. An administrator must mark one branch as the default."
    )


def zone_of(branch: Branch | None) -> ZoneInfo:
    """The zone people of `branch` live in; for those of none that of the default one, else of the house."""
    home = branch or DEFAULT.first()
    return ZoneInfo(home.zone if home else company().zone)


def phone_of(branch: Branch) -> str:
    """The number customers call: the branch's, else the house's."""
    return branch.phone or company().phone


def branch_for(branch_id: int | None) -> Branch:
    """The named branch, else the default one; raises NoBranch."""
    found = NAMED.first(branch=branch_id) if branch_id else DEFAULT.first()
    if found is None:
        raise NoBranch
    return found


def branches_to_choose(actor: Actor) -> QuerySet[Branch] | None:
    """The branches among which somebody chooses where he works: all for the heads of the house, else his.

    None for who has only one.
    """
    if actor.role in SEES_ALL:
        return Branch.objects.order_by("name")
    return Branch.objects.filter(pk__in=actor.branches).order_by("name") if len(actor.branches) > 1 else None
