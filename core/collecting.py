"""Writes of one transaction, collected and made together.

A writer takes a list. `hand(write, item)` calls it at once with a list of one; inside `collecting()` the
items wait, and each writer is called once, with all of them, when the block ends. So two hundred events cost
a handful of statements, by the code that writes one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, TypeVar

Item = TypeVar("Item")
Waiting: TypeAlias = dict[Callable[[list[Any]], None], list[Any]]

_waiting: ContextVar[Waiting | None] = ContextVar("collected_writes", default=None)


@contextmanager
def collecting() -> Iterator[None]:
    """Inside, what is handed over waits for the end of the block; an exception discards it.

    To be opened inside the transaction and rolled back with it. What waits cannot be read from the database
    yet, and new rows have no id; `write_out` ends the wait early. Inside another one it does nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        write_out()
    finally:
        _waiting.reset(token)


def hand(write: Callable[[list[Item]], None], item: Item) -> None:
    """Let `write` have the item: now, or with all others when the collecting ends.

    Writers are called in the order in which each was first handed something, items in theirs.
    """
    waiting = _waiting.get()
    if waiting is None:
        write([item])
    else:
        waiting.setdefault(write, []).append(item)


def write_out() -> None:
    """Write all that waits, and what the writers themselves hand over; nothing waits afterwards."""
    waiting = _waiting.get()
    while waiting:
        write = next(iter(waiting))
        write(waiting.pop(write))
