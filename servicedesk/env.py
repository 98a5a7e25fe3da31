"""Typed readers of the environment. Every missing or malformed variable is named, all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class SettingsError(ImproperlyConfigured):
    """What the operator must set before the process can start; one sentence per variable."""


@dataclass
class Env:
    """Reads variables and collects what is wrong with them; `finish` raises it all in one SettingsError.

    `strict` is the production mode: a reader called without a `default` demands the variable. Otherwise
    the `embedded` value stands in for it.
    """

    values: Mapping[str, str]
    strict: bool
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, meaning: str, *, embedded: str = "", default: str | None = None) -> str:
        value = self.values.get(name, "").strip()
        if value:
            return value
        if default is not None:
            return default
        if self.strict:
            self.problems.append(f"{name} is missing: set it to {meaning}.")
        return embedded

    def secret(self, name: str, meaning: str, *, embedded: str = "") -> str:
        """A text of at least 32 characters in production."""
        value = self.text(name, meaning, embedded=embedded)
        if self.strict and value and len(value) < SHORTEST_SECRET:
            self.problems.append(f"{name} is too short: set it to {meaning}.")
        return value

    def words(self, name: str, meaning: str, *, embedded: str = "", default: str | None = None) -> list[str]:
        """A list separated by commas."""
        text = self.text(name, meaning, embedded=embedded, default=default)
        return [word.strip() for word in text.split(",") if word.strip()]

    def number(self, name: str, *, default: int) -> int:
        value = self.values.get(name, "").strip()
        if not value:
            return default
        if not value.isdecimal():
            self.problems.append(f"{name} is {value!r}: set it to a whole number such as {default}.")
            return default
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.values.get(name, "").strip().lower()
        if name not in self.values:
            return default
        if value not in TRUE | FALSE:
            self.problems.append(f"{name} is {value!r}: set it to true or false.")
        return value in TRUE

    def url(
        self, name: str, meaning: str, schemes: set[str], *, embedded: str = "", default: str | None = None
    ) -> str:
        """A URL with one of `schemes`."""
        value = self.text(name, meaning, embedded=embedded, default=default)
        if value and urlsplit(value).scheme not in schemes:
            self.problems.append(f"{name} does not look right: set it to {meaning}.")
            return embedded
        return value

    def finish(self) -> None:
        if self.problems:
            raise SettingsError("\n".join(self.problems))


def broker_url(redis_url: str) -> str:
    """The same server in Celery's spelling: a unix socket is `redis+socket://` there."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


def cache_url(redis_url: str) -> str:
    """The next database of the same server, so that clearing the cache never empties the queues."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        number = int(parse_qs(parts.query).get("db", ["0"])[0])
        return f"{redis_url.partition('?')[0]}?db={number + 1}"
    number = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{number + 1}"))


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_ssl: bool


def mail_server(url: str) -> MailServer:
    """`smtp://user:password@host:587?tls=1`, or `smtps://` for TLS from the first byte."""
    parts = urlsplit(url)
    is_ssl = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if is_ssl else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parse_qs(parts.query).get("tls", ["0"])[0] in TRUE,
        is_ssl=is_ssl,
    )
