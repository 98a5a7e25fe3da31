"""Who may do what with a ticket: the one policy object of the aggregate, asked by every face."""

from typing import TypeAlias

from accounts.departments import Department
from accounts.models import Role, Scope
from accounts.policies import LEADS, SEES_ALL
from core.actors import Actor, ActorKind
from core.policies import Policy
from tickets.models import BranchRule, CannedReply, DepartmentTask, DispatchRule, SavedView, Ticket, Visit

Rule: TypeAlias = DispatchRule | BranchRule


def works_in_branch(actor: Actor, ticket: Ticket) -> bool:
    """Staff see their branches, the heads of the house see all (B2.1); a complaint only management (D3.4)."""
    if ticket.is_complaint:
        return actor.is_staff and actor.role == Role.MANAGEMENT and actor.pk != ticket.complaint_concerns_id
    return actor.is_staff and (actor.role in SEES_ALL or ticket.branch_id in actor.branches)


def works_on(actor: Actor, ticket: Ticket) -> bool:
    """The branch, and its owner: where nobody fits, the lead of another branch may hold it (A2.3)."""
    is_owner = actor.is_staff and actor.pk == ticket.owner_id and not ticket.is_complaint
    return works_in_branch(actor, ticket) or is_owner


def is_the_customer(actor: Actor, ticket: Ticket) -> bool:
    return actor.is_customer and actor.pk == ticket.customer_id


def reads_by_token(actor: Actor, ticket: Ticket) -> bool:
    return _has_scope(actor, Scope.TICKETS_READ, ticket)


def writes_by_token(actor: Actor, ticket: Ticket) -> bool:
    return _has_scope(actor, Scope.TICKETS_WRITE, ticket)


def _has_scope(actor: Actor, scope: str, ticket: Ticket) -> bool:
    if actor.kind is not ActorKind.INTEGRATION or scope not in actor.scopes or ticket.is_complaint:
        return False
    return actor.branch_id is None or actor.branch_id == ticket.branch_id


def views(actor: Actor, ticket: Ticket) -> bool:
    return views_internal(actor, ticket) or is_the_customer(actor, ticket)


def views_internal(actor: Actor, ticket: Ticket) -> bool:
    return works_on(actor, ticket) or reads_by_token(actor, ticket) or actor.is_system


def works(actor: Actor, ticket: Ticket) -> bool:
    return works_on(actor, ticket) or writes_by_token(actor, ticket) or actor.is_system


def confirms(actor: Actor, ticket: Ticket) -> bool:
    """The customer; or staff and systems that record what the customer said, by phone for instance (A2.3)."""
    return is_the_customer(actor, ticket) or works(actor, ticket)


def works_with_others(actor: Actor, ticket: Ticket) -> bool:
    """What brings in people beside management, or ties tickets together, is not for a complaint (D3.4)."""
    return works(actor, ticket) and not ticket.is_complaint


def complains(actor: Actor, ticket: Ticket) -> bool:
    """The customer, or whoever writes down what he says; a complaint itself he answers by writing."""
    return (is_the_customer(actor, ticket) or works(actor, ticket)) and not ticket.is_complaint


def speaks_for_it(actor: Actor, ticket: Ticket) -> bool:
    """Its owner or a lead; another system that may write acts for whoever is set there."""
    is_responsible = actor.role in LEADS or actor.pk == ticket.owner_id
    return (works_on(actor, ticket) and is_responsible) or writes_by_token(actor, ticket)


def reports(actor: Actor, ticket: Ticket) -> bool:
    return actor.is_staff and actor.role in LEADS and works_on(actor, ticket)


def reads_ledger(actor: Actor, ticket: Ticket) -> bool:
    """Leads and above; or a system that may read the ticket and was given the right for the ledger."""
    by_token = reads_by_token(actor, ticket) and _has_scope(actor, Scope.LEDGER_READ, ticket)
    return reports(actor, ticket) or by_token


def separates(actor: Actor, ticket: Ticket) -> bool:
    """A lead; or a system that may write, which acts for the house."""
    return reports(actor, ticket) or writes_by_token(actor, ticket)


def erases(actor: Actor, ticket: Ticket) -> bool:
    """Management; or a system that was given the right for it."""
    is_management = actor.is_staff and actor.role == Role.MANAGEMENT
    return is_management or _has_scope(actor, Scope.TICKETS_ERASE, ticket)


def judges(actor: Actor, ticket: Ticket) -> bool:
    """Management, and the manager of the ticket's branch; or a system that was given the right for it."""
    is_manager = actor.is_staff and actor.role in {Role.MANAGEMENT, Role.BRANCH_MANAGER}
    by_token = reads_ledger(actor, ticket) and _has_scope(actor, Scope.LEDGER_DECIDE, ticket)
    return (is_manager and works_in_branch(actor, ticket)) or by_token


policy: Policy[Ticket] = Policy(
    {
        "view": views,
        "view_internal": views_internal,
        "work": works,
        "assign": works,
        "hand_over": separates,
        "classify": works,
        "ask_department": works_with_others,
        "plan_visit": works_with_others,
        "move": works_with_others,
        "diagnose": works,
        "allow_updates": speaks_for_it,
        "contact": works,
        "reply": works,
        "note": works,
        "resolve": works,
        "close": works,
        "dismiss": separates,
        "merge": works_with_others,
        "link": works_with_others,
        "watch": works,
        "undo_merge": separates,
        "reopen": works,
        "confirm": confirms,
        "agree": confirms,
        "confirm_sender": confirms,
        "rate": is_the_customer,
        "complain": complains,
        "write_as_customer": is_the_customer,
        "report": reads_ledger,
        "erase": erases,
        "excuse": judges,
        "decide": judges,
    }
)


def in_its_department(actor: Actor, task: DepartmentTask) -> bool:
    """Its owner, wherever he works; the department's people, of the ticket's branch or of the whole house."""
    if not actor.is_staff:
        return False
    is_at_hand = actor.branch_id is None or task.ticket.branch_id in actor.branches
    return actor.pk == task.owner_id or (is_at_hand and actor.department == task.department)


def views_task(actor: Actor, task: DepartmentTask) -> bool:
    return views_internal(actor, task.ticket) or in_its_department(actor, task)


def works_on_task(actor: Actor, task: DepartmentTask) -> bool:
    """The department; a lead of the ticket's branch; other systems and ours for whoever is set there."""
    return in_its_department(actor, task) or separates(actor, task.ticket) or actor.is_system


def directs_task(actor: Actor, task: DepartmentTask) -> bool:
    """Those who work on the ticket decide what is still wanted of a department."""
    return works(actor, task.ticket)


def hands_task_on(actor: Actor, task: DepartmentTask) -> bool:
    return works_on_task(actor, task) or directs_task(actor, task)


def owns_task(actor: Actor, task: DepartmentTask) -> bool:
    """Who may be named its owner: those who work in the branch, and the department's people of any other."""
    return works_in_branch(actor, task.ticket) or (actor.is_staff and actor.department == task.department)


task_policy: Policy[DepartmentTask] = Policy(
    {
        "view": views_task,
        "accept": works_on_task,
        "return": works_on_task,
        "finish": works_on_task,
        "reassign": hands_task_on,
        "ask_again": directs_task,
        "withdraw": directs_task,
        "own": owns_task,
    }
)


def views_visit(actor: Actor, visit: Visit) -> bool:
    """Who sees the request inside, and whoever goes there, wherever he works."""
    return views_internal(actor, visit.ticket) or is_its_engineer(actor, visit)


def is_its_engineer(actor: Actor, visit: Visit) -> bool:
    return actor.is_staff and actor.pk == visit.engineer_id


def carries_visit_out(actor: Actor, visit: Visit) -> bool:
    """The engineer; a lead of the ticket's branch; other systems and ours for whoever is set there."""
    return is_its_engineer(actor, visit) or separates(actor, visit.ticket) or actor.is_system


def plans_visit(actor: Actor, visit: Visit) -> bool:
    return works(actor, visit.ticket)


def makes_visit(actor: Actor, visit: Visit) -> bool:
    """Who may be sent: those who work in the branch, and the technical department's people of any other."""
    is_technician = actor.is_staff and actor.department == Department.TECHNICAL
    return works_in_branch(actor, visit.ticket) or is_technician


visit_policy: Policy[Visit] = Policy(
    {
        "view": views_visit,
        "carry_out": carries_visit_out,
        "change": plans_visit,
        "order": lambda actor, visit: carries_visit_out(actor, visit) or plans_visit(actor, visit),
        "make": makes_visit,
    }
)


def may_report(actor: Actor) -> bool:
    """Whether the dashboard is open to `actor` at all."""
    return actor.is_staff and actor.role in LEADS


def may_read_ledger(actor: Actor) -> bool:
    """Whether the ledger is open to `actor` at all."""
    return may_report(actor) or (actor.kind is ActorKind.INTEGRATION and Scope.LEDGER_READ in actor.scopes)


def may_register(actor: Actor) -> bool:
    """Customers by the form, staff for a caller, systems, and integrations that may write."""
    return actor.kind is not ActorKind.INTEGRATION or Scope.TICKETS_WRITE in actor.scopes


def reads_rules(actor: Actor, rule: Rule) -> bool:
    """Leads; which branch takes what is for all of them to know, who gets it in the branch for its own.

    The same holds for another system that was given the right, with the branch it is for.
    """
    if not (may_report(actor) or _may_by_token(actor, Scope.RULES_READ)):
        return False
    sees_all = actor.role in SEES_ALL or (not actor.is_staff and actor.branch_id is None)
    own = {None, actor.branch_id, *actor.branches}
    return isinstance(rule, BranchRule) or sees_all or rule.branch_id in own


def edits_rule(actor: Actor, rule: Rule) -> bool:
    """Management every rule; leads and managers who gets what in their own branches; or a system likewise."""
    is_own = isinstance(rule, DispatchRule) and rule.branch_id is not None
    if _may_by_token(actor, Scope.RULES_WRITE):
        return actor.branch_id is None or (is_own and rule.branch_id == actor.branch_id)
    return may_report(actor) and (
        actor.role == Role.MANAGEMENT or (is_own and rule.branch_id in actor.branches)
    )


def _may_by_token(actor: Actor, scope: Scope) -> bool:
    return actor.kind is ActorKind.INTEGRATION and scope in actor.scopes


rule_policy: Policy[Rule] = Policy({"view": reads_rules, "edit": edits_rule})


def shares_view(actor: Actor, view: SavedView) -> bool:
    """A lead, with the branch he leads."""
    return may_report(actor) and view.branch_id is not None and view.branch_id == actor.branch_id


def edits_view(actor: Actor, view: SavedView) -> bool:
    """Everybody his own; what is shared, the leads of its branch."""
    is_own = actor.is_staff and view.branch_id is None and view.made_by_id == actor.pk
    return is_own or shares_view(actor, view)


def edits_reply(actor: Actor, reply: CannedReply) -> bool:
    """Management every one, leads and managers those of their branch; or a system with the right likewise."""
    is_own = reply.branch_id is not None and reply.branch_id == actor.branch_id
    if _may_by_token(actor, Scope.CANNED_WRITE):
        return is_own or actor.branch_id is None
    return may_report(actor) and (is_own or actor.role == Role.MANAGEMENT)


canned_policy: Policy[CannedReply] = Policy({"edit": edits_reply})
view_policy: Policy[SavedView] = Policy({"share": shares_view, "edit": edits_view})
