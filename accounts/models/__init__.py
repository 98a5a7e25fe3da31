from accounts.models.branches import Branch
from accounts.models.customers import Customer
from accounts.models.staff import Role, User
from accounts.models.tokens import IntegrationToken, Scope

__all__ = ["Branch", "Customer", "IntegrationToken", "Role", "Scope", "User"]
