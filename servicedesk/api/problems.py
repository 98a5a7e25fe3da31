"""Every error of the API as a problem document (RFC 9457)."""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.errors import BadInput, DomainError
from servicedesk.api.permissions import InsufficientScope

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)
FieldError = dict[str, str]


def problem(status: int, *, code: str, detail: str, **members: Any) -> Response:
    """An answer of type `about:blank`: the title is the status' own, `code` is for programs."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return Response(body | members, status=status, content_type=MEDIA_TYPE)


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """The one handler of the API: domain errors, errors of the framework, and what nobody foresaw (500)."""
    request: Request = context["request"]
    if isinstance(error, DomainError):
        set_rollback()
        return of_domain(error)
    if isinstance(error, exceptions.ValidationError):
        return of_fields(error, in_body=request.method == "POST")
    if isinstance(error, SuspiciousOperation):
        status = 413 if isinstance(error, RequestDataTooBig) else 400
        return problem(status, code="bad_request", detail=_("The request cannot be read."))
    answer = exception_handler(error, dict(context))
    if answer is None:
        return of_surprise(error, request)
    return of_framework(error, answer)


def of_domain(error: DomainError) -> Response:
    if isinstance(error, BadInput) and error.fields:
        errors = [
            {"pointer": f"#/{name}", "code": error.code, "detail": str(text)}
            for name, texts in error.fields.items()
            for text in texts
        ]
        return problem(error.status, code=error.code, detail=error.text, errors=errors)
    return problem(error.status, code=error.code, detail=error.text, **error.members)


def of_fields(error: exceptions.ValidationError, *, in_body: bool) -> Response:
    """422 for a body that was read but cannot be used, 400 for query parameters; one entry per field."""
    if in_body:
        errors = [{"pointer": f"#{path}", **rest} for path, rest in flatten(error.detail)]
        return problem(422, code="invalid", detail=_("Some fields cannot be used."), errors=errors)
    errors = [{"parameter": path.removeprefix("/"), **rest} for path, rest in flatten(error.detail)]
    return problem(
        400, code="invalid_parameter", detail=_("Some query parameters cannot be used."), errors=errors
    )


def flatten(detail: Any, path: str = "") -> Iterator[tuple[str, FieldError]]:
    """Each message of a nested validation error with the JSON pointer (RFC 6901) of its place."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from flatten(inner, path if name == "non_field_errors" else f"{path}/{name}")
    elif isinstance(detail, list):
        nested = any(isinstance(inner, Mapping | list) for inner in detail)
        for index, inner in enumerate(detail):
            yield from flatten(inner, f"{path}/{index}" if nested else path)
    else:
        yield path, {"code": getattr(detail, "code", None) or "invalid", "detail": str(detail)}


def of_framework(error: Exception, answer: Response) -> Response:
    """The framework's own errors; headers such as Allow, Retry-After and WWW-Authenticate are kept."""
    detail = getattr(error, "detail", None) or answer.data.get("detail", "")
    code = getattr(detail, "code", None) or "error"
    new = problem(answer.status_code, code=code, detail=str(detail))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in answer:
            new[name] = answer[name]
    if isinstance(error, InsufficientScope):
        new["WWW-Authenticate"] = (
            f'Bearer realm="api", error="insufficient_scope", scope="{error.scope.value}"'
        )
    return new


def of_surprise(error: Exception, request: Request) -> Response:
    """A fault of ours: logged with its trace, told to whoever watches, and nothing of it shown."""
    logger.error("api request failed", exc_info=error)
    got_request_exception.send(sender=problem_handler, request=request._request)  # noqa: SLF001  # the plain request
    set_rollback()
    return problem(500, code="server_error", detail=_("Something went wrong here. Nothing was changed."))
