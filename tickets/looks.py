"""How somebody wants to see a queue: which facts a row shows, and in which order facts and rows come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import BadInput
from tickets.choices import Column, Sort

EARLIER, LATER = -1, 1


class NoSuchLook(BadInput):
    code = "no_such_look"
    message = _("The queue cannot be shown like that. Go back, reload it, and choose the columns again.")


@dataclass(frozen=True, slots=True)
class Look:
    """The columns in their order; without any the queue is a list of two lines each, a ticket beside it."""

    columns: tuple[Column, ...] = ()
    sort: Sort = Sort.DUE

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Look":
        """From what was kept, or an address; what there is no more is as if it were not there."""
        wanted, sort = facts.get("columns", ()), facts.get("sort", "")
        columns = dict.fromkeys(Column(name) for name in wanted if name in Column.values)
        return cls(tuple(columns), Sort(sort) if sort in Sort.values else Sort.DUE)

    @classmethod
    def chosen(cls, columns: Sequence[str], sort: str) -> "Look":
        """What somebody asks for: columns there are, each once. Raises NoSuchLook."""
        look = cls.of({"columns": columns, "sort": sort})
        if list(look.columns) != list(columns) or look.sort != sort:
            raise NoSuchLook
        return look

    def moved(self, column: str, by: int) -> "Look":
        """With `column` one place EARLIER or LATER; at the end it stays. Raises NoSuchLook."""
        columns = list(self.columns)
        if column not in columns:
            raise NoSuchLook
        place = columns.index(Column(column))
        columns.insert(max(0, place + by), columns.pop(place))
        return replace(self, columns=tuple(columns))

    def facts(self) -> dict[str, Any]:
        """To be kept: nothing for the look at rest."""
        columns = {"columns": [column.value for column in self.columns]} if self.columns else {}
        return columns | ({} if self.sort == Sort.DUE else {"sort": self.sort.value})


AT_REST = Look()
