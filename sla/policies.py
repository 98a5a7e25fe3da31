"""Who may decide about commitments and working calendars."""

from accounts.models import Branch, Role
from accounts.policies import LEADS
from core.actors import Actor
from core.policies import Policy
from sla.models import BranchCalendar, Calendar, CommitmentVersion


def manages(actor: Actor) -> bool:
    """The heads of the house, and the installation itself."""
    return actor.is_system or (actor.is_staff and actor.role == Role.MANAGEMENT)


def decides(actor: Actor, _version: CommitmentVersion) -> bool:
    return manages(actor)


def sees_commitment(actor: Actor, _version: CommitmentVersion) -> bool:
    """Leads and above read drafts and letters for single customers, too."""
    return actor.is_system or (actor.is_staff and actor.role in LEADS)


def sees_calendar(actor: Actor, _calendar: Calendar) -> bool:
    """Leads and above: hours are no secret among them."""
    return actor.is_system or (actor.is_staff and actor.role in LEADS)


def decides_calendar(actor: Actor, calendar: Calendar) -> bool:
    """Management; a branch manager where nobody but the own branch works by this calendar (B2.1)."""
    if manages(actor):
        return True
    if not _is_branch_manager(actor) or calendar.is_default:
        return False
    branches = set(BranchCalendar.objects.filter(calendar=calendar).values_list("branch_id", flat=True))
    return branches == {actor.branch_id}


def makes_default(actor: Actor, _calendar: Calendar) -> bool:
    return manages(actor)


def decides_hours(actor: Actor, branch: Branch) -> bool:
    """Management, and the branch's own manager."""
    return manages(actor) or (_is_branch_manager(actor) and actor.branch_id == branch.pk)


def _is_branch_manager(actor: Actor) -> bool:
    return actor.is_staff and actor.role == Role.BRANCH_MANAGER and actor.branch_id is not None


def may_create_calendars(actor: Actor) -> bool:
    return manages(actor) or _is_branch_manager(actor)


def may_move(actor: Actor) -> bool:
    """Whether there are hours or letters at all that `actor` may apply to running clocks."""
    return manages(actor) or _is_branch_manager(actor)


policy: Policy[CommitmentVersion] = Policy({"view": sees_commitment, "draft": decides, "sign": decides})
calendar_policy: Policy[Calendar] = Policy(
    {"view": sees_calendar, "publish": decides_calendar, "make_default": makes_default}
)
hours_policy: Policy[Branch] = Policy({"set_calendar": decides_hours})
