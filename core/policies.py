"""The base of the policy objects: one per aggregate, asked by pages, API, admin and notifications alike."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from core.actors import Actor
from core.errors import NotAllowed

Thing = TypeVar("Thing")
Rule = Callable[[Actor, Thing], bool]


class Policy(Generic[Thing]):
    """Answers "may this actor do X to this thing?". An unknown permission is a programming error."""

    def __init__(self, rules: Mapping[str, Rule[Thing]]) -> None:
        self.rules = dict(rules)

    def allows(self, actor: Actor, permission: str, thing: Thing) -> bool:
        """Whether `actor` may; raises LookupError for a permission nobody defined."""
        if permission not in self.rules:
            raise LookupError(f"no rule for permission {permission!r}")
        return self.rules[permission](actor, thing)

    def require(self, actor: Actor, permission: str, thing: Thing) -> None:
        """Raise NotAllowed unless `actor` may."""
        if not self.allows(actor, permission, thing):
            raise NotAllowed(permission=permission)
