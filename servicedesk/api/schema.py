"""How the views describe themselves in the OpenAPI document."""

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from servicedesk.api.problems import MEDIA_TYPE
from servicedesk.api.serializers.problems import ProblemSerializer

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255},
    OpenApiParameter.HEADER,
    required=True,
    description="A new one for each new request; the same one to repeat a request safely.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="Act only if it still has this ETag.",
)
VERSION = OpenApiParameter(
    "version",
    {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    OpenApiParameter.QUERY,
    description="Act only if nothing that matters was recorded since this version (409 says what was).",
)
# What has a version of its own.
VERSIONED = {"{number}", "{record_id}"}
SENTENCE_END = re.compile(r"[;:]|\.(?=\s|$)| \(")
TAGS = {
    "/registry/": "registry",
    "/house/": "house",
    "/rules/": "rules",
    "/breaches/": "ledger",
    "/canned-replies/": "canned replies",
    "clock": "clocks",
    "/firings/": "clocks",
    "/log/": "log",
}
READ_PROBLEMS = {
    401: "No token, or an unknown one.",
    403: "The token may not do this.",
    406: "Only application/json can be sent.",
    429: "Too many requests; see Retry-After.",
}
WRITE_PROBLEMS = {
    400: "The Idempotency-Key is missing, or the content cannot be read.",
    409: "It does not fit the present state.",
    415: "Only application/json is read.",
    422: "Some fields cannot be used, or the key belongs to another request.",
}


class ApiSchema(AutoSchema):
    """Reads `operation`, `request_body` and `answers` off the view; adds headers and problems."""

    def get_operation_id(self) -> str:
        name = getattr(self.view, "operation", "") or type(self.view).__name__.removesuffix("View").lower()
        return f"{'read' if self.method == 'GET' else 'post'}_{name}"

    def get_summary(self) -> str:
        """The first sentence of the description, without the clause it comes from."""
        return SENTENCE_END.split(super().get_description())[0]

    def get_description(self) -> str:  # type: ignore[override]  # as the generator calls it
        """What it does, and what a token needs for it."""
        needed = getattr(self.view, "scopes", {}).get(self.method, ())
        scopes = ", ".join(f"`{scope.value}`" for scope in needed)
        return f"{super().get_description()}\n\nScopes: {scopes}"

    def get_tags(self) -> list[str]:
        return [next((tag for part, tag in TAGS.items() if part in self.path), "tickets")]

    def get_override_parameters(self) -> list[Any]:
        if self.method != "POST":
            return []
        return [KEY, IF_MATCH, VERSION] if VERSIONED & set(self.path.split("/")) else [KEY]

    def get_request_serializer(self) -> Any:
        body = getattr(self.view, "request_body", None)
        return body if self.method == "POST" else None

    def get_response_serializers(self) -> Any:
        answers: Mapping[str, tuple[int, Any]] = getattr(self.view, "answers", {})
        status, serializer = answers[self.method]
        return {status: serializer} | self._problems()

    def _is_list_view(self, _serializer: Any = None) -> bool:
        return self.method == "GET" and bool(getattr(self.view, "is_many", False))

    def _problems(self) -> dict[Any, Any]:
        texts = dict(READ_PROBLEMS)
        if self.method == "POST":
            texts |= WRITE_PROBLEMS
        else:
            texts[400] = "A query parameter cannot be used."
        if "{" in self.path:
            texts[404] = "There is no such thing, or this token may not see it."
            if IF_MATCH in self.get_override_parameters():
                texts[412] = "It was changed since (If-Match)."
        return {
            (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=text)
            for code, text in sorted(texts.items())
        }
