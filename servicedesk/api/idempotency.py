"""A POST that is repeated happens once.

A repeat with the same key and content gets the first answer again; the same key with other content is
refused. Failed requests leave nothing, so repeating one tries again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import BadInput
from servicedesk.api.models import IdempotentRequest

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
KEPT_HEADERS = ("ETag", "Location")
MAX_KEY = 255


class KeyMissing(BadInput):
    code = "idempotency_key_missing"
    status = 400
    message = _("Send an Idempotency-Key header: up to 255 characters, a new one for each new request.")


class KeyReused(BadInput):
    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used for another request. Use a new key for a new request.")


def answer_once(request: Request, answer: Callable[[], Response], *, now: datetime) -> Response:
    """Carry out `answer` unless this token already did so under this key; all of it in one transaction.

    Raises KeyMissing, and KeyReused when the key belongs to other content.
    """
    key, fingerprint = key_of(request), fingerprint_of(request)
    with transaction.atomic():
        row = claim(request.auth.pk, key, fingerprint, now)
        if row.status:
            return replay(row, fingerprint)
        response = answer()
        keep(row, response)
        return response


def key_of(request: Request) -> str:
    key = request.headers.get(KEY_HEADER, "").strip()
    if not key or len(key) > MAX_KEY or not (key.isascii() and key.isprintable()):
        raise KeyMissing
    return key


def fingerprint_of(request: Request) -> str:
    """What makes two requests the same: method, address and content, not the spacing or order of the JSON."""
    content = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n{content}".encode()).hexdigest()


def claim(token_id: int, key: str, fingerprint: str, now: datetime) -> IdempotentRequest:
    """The new row, or the finished one of an earlier request. Waits while an equal one is being served."""
    row = IdempotentRequest(token_id=token_id, key=key, fingerprint=fingerprint, created_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return IdempotentRequest.objects.get(token_id=token_id, key=key)
    return row


def keep(row: IdempotentRequest, response: Response) -> None:
    row.status = response.status_code
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.body = JSONRenderer().render(response.data).decode()
    row.save(update_fields=["status", "headers", "body"])


def replay(row: IdempotentRequest, fingerprint: str) -> Response:
    if row.fingerprint != fingerprint:
        raise KeyReused
    body: Any = json.loads(row.body)
    return Response(body, status=row.status, headers={**row.headers, REPLAYED_HEADER: "true"})
