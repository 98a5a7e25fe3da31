"""Making a value once for each key."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Once(Generic[Value]):
    """Values by their keys: the `most` that were asked for last, in each process."""

    def __init__(self, most: int) -> None:
        self.places = lru_cache(maxsize=most)(_empty_place)

    def __call__(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of this key, made now if there is none; what fails is not kept."""
        place: list[Value] = self.places(key)
        if not place:
            place.append(make())
        return place[0]


def _empty_place(_key: Hashable) -> list[Any]:
    return []
