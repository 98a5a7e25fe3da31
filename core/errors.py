"""The one vocabulary of errors: a code, a message in the reader's language, an HTTP status, data.

A service raises one of these; pages and API each have one handler. The message says what is wrong and
what to do.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.utils import formats, timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


def _readable(value: Any) -> Any:
    """Instants as the reader's zone and language write them."""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return value


class DomainError(Exception):
    """Something the rules refuse. `data` fills the placeholders of `message` and goes into API answers."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str | LazyText] = _("This could not be done.")

    def __init__(self, **data: Any) -> None:
        self.data: Mapping[str, Any] = data
        super().__init__(self.code)

    @property
    def text(self) -> str:
        """The message in the language that is active now."""
        return str(self.message).format_map({name: _readable(value) for name, value in self.data.items()})

    @property
    def members(self) -> Mapping[str, Any]:
        """What a problem document says beyond code and message; plain values only."""
        return {}

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class NotFound(DomainError):
    """Also what a stranger gets for things that exist."""

    code = "not_found"
    status = 404
    message = _(
        "There is nothing here, or you may not see it. Check the address, or ask the person who sent it."
    )


class NotAllowed(DomainError):
    code = "not_allowed"
    status = 403
    message = _("You may not do this. Ask your lead if you should.")


class Conflict(DomainError):
    """The step does not fit the state things are in; nothing was changed."""

    code = "conflict"
    status = 409
    message = _("This does not fit the present state. Reload to see what changed.")


class BadInput(DomainError):
    """What was given cannot be used. `fields`: field name -> messages."""

    code = "bad_input"
    status = 422
    message = _("Something you entered cannot be used. Correct it and send again.")

    def __init__(self, fields: Mapping[str, list[str]] | None = None, **data: Any) -> None:
        self.fields: Mapping[str, list[str]] = fields or {}
        super().__init__(**data)

    @classmethod
    def at(cls, *fields: str, **data: Any) -> Self:
        """The error with its own message at each of these fields."""
        said = cls(**data).text
        return cls(fields={field: [said] for field in fields}, **data)


def need(words: str, missing: type[BadInput], field: str) -> str:
    """The words, trimmed; raises `missing` at `field` where there are none."""
    if not words.strip():
        raise missing.at(field)
    return words.strip()
