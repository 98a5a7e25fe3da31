from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from core.errors import Conflict


class NoBranch(Conflict):
    code = "no_branch"
    message = _(
        "No branch is set up to take this request. An administrator must mark one branch as the default."
    )


def zone_of(branch: Branch | None) -> ZoneInfo:
    """The zone people of `branch` live in; for those of no branch that of the default one, else UTC."""
    home = branch or Branch.objects.filter(is_default=True).first()
    return ZoneInfo(home.zone if home else "UTC")


def branch_for(branch_id: int | None) -> Branch:
    """The named branch, else the default one; raises NoBranch."""
    wanted = Branch.objects.filter(pk=branch_id) if branch_id else Branch.objects.filter(is_default=True)
    branch = wanted.select_related("lead").first()
    if branch is None:
        raise NoBranch
    return branch
