"""Files that come with an entry: checked by what they are, stored outside the web root."""

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.collecting import write_out
from core.errors import BadInput
from core.files import SentFile
from tickets.models import Attachment, LogEntry, Ticket

MOST_FILES: int = settings.UPLOAD_MAX_FILES
MOST_BYTES: int = settings.UPLOAD_MAX_BYTES
MOST_BYTES_TOGETHER: int = settings.UPLOAD_MAX_TOTAL_BYTES
UNKNOWN = "application/octet-stream"
HEAD_BYTES = 8192


class TooManyFiles(BadInput):
    code = "too_many_files"
    message = _("Send at most {most} files at a time.")


class FileTooLarge(BadInput):
    code = "file_too_large"
    message = _("“{name}” is larger than {most} MB. Send a smaller one, or a link to it.")


class FilesTooLarge(BadInput):
    code = "files_too_large"
    message = _("All files together may have {most} MB. Send fewer at a time, or smaller ones.")


class FileEmpty(BadInput):
    code = "file_empty"
    message = _("“{name}” is empty. Choose it again.")


def check_files(files: Sequence[SentFile]) -> None:
    """Raise TooManyFiles, FileTooLarge, FileEmpty or FilesTooLarge; changes nothing."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for file in files:
        if (file.size or 0) > MOST_BYTES:
            raise FileTooLarge(name=file.name, most=MOST_BYTES // 1024 // 1024)
        if not file.size:
            raise FileEmpty(name=file.name)
    if sum(file.size or 0 for file in files) > MOST_BYTES_TOGETHER:
        raise FilesTooLarge(most=MOST_BYTES_TOGETHER // 1024 // 1024)


def attach(ticket: Ticket, entry: LogEntry, files: Sequence[SentFile]) -> list[Attachment]:
    """Keep `files` with `entry`; the caller has checked them with `check_files`."""
    if files:
        write_out()  # a file belongs to an entry that is there
    return [
        Attachment.objects.create(
            ticket=ticket,
            entry=entry,
            name=name_of(file),
            content_type=content_type_of(file),
            size=file.size or 0,
            sha256=_sha256(file),
            file=file,
        )
        for file in files
    ]


def name_of(file: SentFile) -> str:
    """The last part of its name, without what only disguises one: control and direction characters."""
    plain = "".join(char for char in file.name or "" if unicodedata.category(char) not in {"Cc", "Cf"})
    return PurePath(plain.replace("\\", "/")).name[:200] or "file"


def content_type_of(file: SentFile) -> str:
    """What the bytes are; the name a stranger gave the file does not count."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def _sha256(file: SentFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
