from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from core.errors import Conflict


class NoBranch(Conflict):
    code = "no_branch"
    message = _(
        "No branch is set up to take this request. An administrator must mark one branch as the default."
    )


def branch_for(branch_id: int | None) -> Branch:
    """The named branch, else the default one; raises NoBranch."""
    wanted = Branch.objects.filter(pk=branch_id) if branch_id else Branch.objects.filter(is_default=True)
    branch = wanted.select_related("lead").first()
    if branch is None:
        raise NoBranch
    return branch
