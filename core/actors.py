"""Who does something. Every write in the house names its actor; there is no ambient user and no `None`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    INTEGRATION = "integration"
    SYSTEM = "system"


class StaffLike(Protocol):
    """What an actor needs to know of a member of staff."""

    pk: int
    name: str
    role: str
    branch_id: int | None
    department: str

    @property
    def branches(self) -> frozenset[int]: ...


class TokenLike(Protocol):
    """What an actor needs to know of an integration's token."""

    pk: int
    name: str
    scopes: list[str]
    branch_id: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts: a member of staff, a customer, an integration or a named part of the system.

    `pk` is the row of that kind (`None` for the system), `name` what staff may read. Staff have a `role`, a
    `department`, the own branch and all `branches` they serve; integrations `scopes`, and a branch or none.
    """

    kind: ActorKind
    pk: int | None = None
    name: str = ""
    role: str = ""
    branch_id: int | None = None
    scopes: frozenset[str] = field(default=frozenset())
    department: str = ""
    branches: frozenset[int] = field(default=frozenset())

    @classmethod
    def user(cls, user: StaffLike) -> Self:
        return cls(
            ActorKind.STAFF,
            user.pk,
            user.name,
            user.role,
            user.branch_id,
            department=user.department,
            branches=user.branches,
        )

    @classmethod
    def customer(cls, pk: int, name: str = "") -> Self:
        return cls(ActorKind.CUSTOMER, pk, name)

    @classmethod
    def integration(cls, token: TokenLike) -> Self:
        return cls(
            ActorKind.INTEGRATION,
            token.pk,
            token.name,
            branch_id=token.branch_id,
            scopes=frozenset(token.scopes),
        )

    @classmethod
    def system(cls, part: str) -> Self:
        return cls(ActorKind.SYSTEM, name=part)

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_customer(self) -> bool:
        return self.kind is ActorKind.CUSTOMER

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM
