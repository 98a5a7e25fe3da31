from accounts.models.branches import Branch
from accounts.models.changes import HouseKind, RecordChange, RecordKind, TableImport
from accounts.models.company import Company
from accounts.models.customers import Customer
from accounts.models.edition import Edition, renews_edition
from accounts.models.entry_links import EntryLink
from accounts.models.leave import Leave
from accounts.models.products import Contract, Product, Purchase
from accounts.models.skills import PersonSkill, Skill
from accounts.models.staff import Role, User
from accounts.models.teams import Team
from accounts.models.tokens import IntegrationToken, Scope

__all__ = [
    "Branch",
    "Company",
    "Contract",
    "Customer",
    "Edition",
    "EntryLink",
    "HouseKind",
    "IntegrationToken",
    "Leave",
    "PersonSkill",
    "Product",
    "Purchase",
    "RecordChange",
    "RecordKind",
    "Role",
    "Scope",
    "Skill",
    "TableImport",
    "Team",
    "User",
    "renews_edition",
]
