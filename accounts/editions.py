"""What is set up (branches, people, rules, letters) is read once for each edition of it, not once a request.

Every request that comes in asks for it, and it changes a few times a day. Inside `one_edition()` a `Kept`
statement is answered from what it answered before, as long as the mark in the database is the same
(`Edition`); outside it is a statement as any other. Nobody who changes what is set up does so inside.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any
from uuid import UUID

from accounts.models import Edition
from core.once import Once
from core.prepared import Answer, Prepared, Row

KEPT = 512  # answers in each process: those of some dozen branches
ANSWERS: Once[Answer] = Once(KEPT)

MARK = Prepared(lambda: Edition.objects.values_list("mark", flat=True))

_edition: ContextVar[UUID | None] = ContextVar("edition", default=None)


@contextmanager
def one_edition() -> Iterator[None]:
    """Inside, what is set up is that of now. One query, none inside another such block."""
    if _edition.get() is not None:
        yield
        return
    token = _edition.set(MARK.first())
    try:
        yield
    finally:
        _edition.reset(token)


class Kept(Prepared[Row]):
    """A statement that reads nothing but what `renews_edition`; inside `one_edition()` its answer is kept.

    The answer only: rows are made anew for each who asks, so that nobody changes another's. Lists in them are
    everybody's.
    """

    def answer(self, given: Mapping[str, Any]) -> Answer:
        edition = _edition.get()
        if edition is None:
            return super().answer(given)
        values = tuple((name, _fixed(value)) for name, value in given.items())
        return ANSWERS((self, edition, values), partial(super().answer, given))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
