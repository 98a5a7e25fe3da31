"""Reading what the catcher kept. Nothing here trusts a mail: names of files are checked, text stays text."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

NAME = re.compile(r"\d{10,25}-[0-9a-f]{6}")
NEWEST = 200


@dataclass(frozen=True)
class Mail:
    """One caught mail; `text` and `html` are its two bodies, "" where it has none."""

    name: str
    caught_at: datetime
    sender: str
    recipients: str
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]


def newest_mails(folder: Path) -> list[Mail]:
    """The newest first, at most NEWEST."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.name, reverse=True)
    return [read_mail(file) for file in files[:NEWEST] if NAME.fullmatch(file.stem)]


def find_mail(folder: Path, name: str) -> Mail | None:
    file = folder / f"{name}.eml"
    return read_mail(file) if NAME.fullmatch(name) and file.is_file() else None


def read_mail(file: Path) -> Mail:
    with file.open("rb") as content:
        message = BytesParser(EmailMessage, policy=policy.default).parse(content)
    caught = datetime.fromtimestamp(int(file.name.partition("-")[0]) / 1e9, tz=UTC)
    return Mail(
        name=file.stem,
        caught_at=caught,
        sender=str(message.get("From", "")),
        recipients=str(message.get("X-Envelope-To", "")),
        subject=str(message.get("Subject", "")),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(part.get_filename() or "?" for part in message.iter_attachments()),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    content = part.get_content() if isinstance(part, EmailMessage) else ""
    return content if isinstance(content, str) else ""
